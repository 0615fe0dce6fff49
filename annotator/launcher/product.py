"""`./run`: from a data folder to a running product, and back down again."""

import errno
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from annotator.launcher import addresses, data, frontend
from annotator.launcher.children import Child, stop_all
from annotator.launcher.failures import CannotStart
from annotator.launcher.go_ahead import GoAhead
from annotator.launcher.options import Options
from annotator.launcher.places import PYTHON, ROOT

TICK = 0.2
START_PATIENCE = 90.0


def start(options: Options) -> None:
    """Run the product until it is told to stop. Raises CannotStart with a sentence."""
    stop = _stop_on_signal()
    data.prepare(options.data)
    lock = data.lock(options.data)
    listener = _listen(options.host, options.port)
    certificate = _certificate(options)
    frontend.ensure_built()
    environment = _environment(options)
    data.empty_broker(options.data)
    go_ahead = GoAhead()
    web = _web(listener, lock, certificate, environment, go_ahead)
    soon, later = _workers(lock, environment)
    children = [web, *soon, *later]
    try:
        # Most of a start is loading, and who loads takes the processor from the others: first what somebody waits for.
        web.tend()
        accounts = _prepare(options, environment, stop)
        if stop.is_set():
            return
        go_ahead.give()
        _wait_for_web(options, listener.getsockname()[1], [web, *soon], later, stop)
        if not stop.is_set():
            _tend(later)
            _announce(options, listener, accounts)
        while not stop.wait(TICK):
            _tend(children)
        _print("\nStopping …")
    finally:
        stop_all(children)
    _print("Stopped. Everything is saved; unfinished work goes on at the next start.")


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return stop


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket. The launcher holds it, so that a web process that died can be replaced behind it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise CannotStart(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Stop that one, or choose another port with --port."
    if error.errno == errno.EACCES:
        return f"This user may not open port {port}. Choose one from 1024 up with --port."
    return f"This machine cannot listen on {host} ({error.strerror}). Give one of its own addresses with --host."


def _certificate(options: Options) -> tuple[Path, Path] | None:
    if not options.secure:
        return None
    if options.certificate:
        return options.certificate
    from annotator.launcher import certificates  # cryptography takes a while to load, and most starts need none

    return certificates.own_certificate(options.data / "secrets", options.host)


def _environment(options: Options) -> dict[str, str]:
    environment = {
        **os.environ,
        "ANNOTATOR_DATA": str(options.data),
        "ANNOTATOR_HTTPS": "yes" if options.secure else "no",
    }
    if options.secure:
        known = environment.get("ANNOTATOR_HOSTS", "").split(",")
        own = (f"[{name}]" if ":" in name else name for name in addresses.names(options.host))
        environment["ANNOTATOR_HOSTS"] = ",".join(sorted({*filter(None, known), *own}))
    return environment


def _prepare(options: Options, environment: dict[str, str], stop: threading.Event) -> list[dict[str, str]]:
    """Run the program that readies the database; the accounts it made. It is ended when the start is broken off."""
    volumes = json.dumps({name: str(folder) for name, folder in options.volumes.items()})
    demo = ["--demo"] if options.demo else []
    with subprocess.Popen(
        [PYTHON, "-m", "annotator.launcher", "prepare", "--volumes", volumes, *demo],
        cwd=ROOT,
        env={**environment, "ANNOTATOR_PARENT": str(os.getpid())},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the launcher alone, which then ends it without a traceback
    ) as preparing:
        while preparing.poll() is None:
            if stop.is_set():
                preparing.kill()
                return []
            with suppress(subprocess.TimeoutExpired):
                preparing.wait(TICK)
        assert preparing.stdout is not None
        answer = preparing.stdout.read()
    if preparing.returncode != 0:
        raise CannotStart(
            "The start could not be prepared; why stands above. What was there before is untouched. "
            "Put that right (if the disk is full, free some space) and start again."
        )
    accounts: list[dict[str, str]] = json.loads(answer)
    return accounts


def _web(
    listener: socket.socket,
    lock: int,
    certificate: tuple[Path, Path] | None,
    environment: dict[str, str],
    go_ahead: GoAhead,
) -> Child:
    # Every child inherits the lock: the folder stays owned until the last of them has ended.
    tls = [] if certificate is None else ["--cert", str(certificate[0]), "--key", str(certificate[1])]
    program = ["web", "--fd", str(listener.fileno()), "--after", str(go_ahead.descriptor), *tls]
    return Child("web", program, environment, (listener.fileno(), go_ahead.descriptor, lock))


def _workers(lock: int, environment: dict[str, str]) -> tuple[list[Child], list[Child]]:
    """The workers that do what somebody waits for who adds a recording; and the others, with the supervisor."""
    # With a broker of our own there is one worker per queue, so a new one may free what its predecessor held.
    only = [] if environment.get("REDIS_URL") else ["--only"]
    # A piece of a proxy keeps one core busy; at the lowest priority, so that all of them leave the machine usable.
    light = ["--concurrency", "2", "--nice", "10"]
    heavy = ["--concurrency", str(os.cpu_count() or 1), "--nice", "19"]
    # One file at a time: two at once would only make a drive jump between them.
    bulk = ["--concurrency", "1", "--nice", "19"]
    soon = [
        Child("worker-urgent", ["worker", "--queues", "urgent", "--concurrency", "2", *only], environment, (lock,)),
        Child("worker-light", ["worker", "--queues", "light", *light, *only], environment, (lock,)),
    ]
    later = [
        Child("worker-heavy", ["worker", "--queues", "heavy", *heavy, *only], environment, (lock,)),
        Child("worker-bulk", ["worker", "--queues", "bulk", *bulk, *only], environment, (lock,)),
        Child("supervisor", ["supervise"], environment, (lock,)),
    ]
    return soon, later


def _tend(children: list[Child]) -> None:
    for child in children:
        child.tend()


def _announce(options: Options, listener: socket.socket, accounts: list[dict[str, str]]) -> None:
    """Print the address, and the first accounts' passwords, once and for all."""
    host, port = addresses.shown_host(options.host), listener.getsockname()[1]
    lines = [f"Annotator is ready:  {'https' if options.secure else 'http'}://{host}:{port}/"]
    if options.secure and options.certificate is None:
        lines += _fingerprint_lines(options.data / "secrets" / "certificate.pem")
    lines += _sign_in_lines(accounts)
    lines += [f"Data                 {options.data}", "Stop with Ctrl-C."]
    rule = "─" * 72
    _print("\n".join(["", rule, *lines, rule]))


def _fingerprint_lines(made: Path) -> list[str]:
    from annotator.launcher import certificates  # see `_certificate`

    return [
        "Its certificate is its own; compare the SHA-256 fingerprint that your browser shows:",
        f"  {certificates.fingerprint(made)}",
    ]


def _sign_in_lines(accounts: list[dict[str, str]]) -> list[str]:
    """How to sign in at a first start: as the administrator, and in the demo as its other people."""
    if not accounts:
        return []
    first, *others = accounts
    lines = [f"Sign in as           {first['username']}", f"with the password    {first['password']}"]
    if not others:
        return [*lines, "It is shown only now, and is changed at the first sign-in."]
    people = [f"{other['username'] + ' (' + other['role'] + ')':<20} {other['password']}" for other in others]
    return [*lines, "or as", *people, "The passwords are shown only now."]


def _wait_for_web(options: Options, port: int, begun: list[Child], later: list[Child], stop: threading.Event) -> None:
    """Wait until the web process, the first that was begun, answers; once it has died, the later ones do not wait."""
    give_up = time.monotonic() + START_PATIENCE
    while not stop.is_set() and time.monotonic() < give_up:
        _tend([*begun, *(later if begun[0].quick_deaths else [])])
        if _answers(options, port):
            return
        stop.wait(TICK)
    if not stop.is_set():
        _print("The web process does not answer yet; its output is below.")


def _answers(options: Options, port: int) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104 - compared with
    if options.secure:
        # Our own socket: what is asked is whether it answers, not who it is.
        context = ssl._create_unverified_context()  # noqa: S323
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=2, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:
        # The terminal is gone. The children still have to be stopped, so this is no reason to fall over.
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115  # lives as long as the process
