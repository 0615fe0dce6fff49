"""The house stays as `architecture.md` draws it: what tools can hold, tools hold here."""

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
SERVED = ("annotator", "footage", "coding", "frontend/src", "frontend/index.html")
LONGEST_FILE = 500
"""Lines. What grows beyond it is two things."""

# Addresses that are names and are never asked for anything: namespaces, and the words of examples.
NAMES_ONLY = re.compile(
    r"https?://(?:www\.w3\.org/|localhost\b|127\.0\.0\.1|\{|\$\{|\[|testserver|[\w.-]*\.example\b|…|\.\.\.|<|\")"
)
FOREIGN = re.compile(r"\bhttps?://\S+|\bwss?://\S+|(?<![:\w])//[a-z0-9-]+(?:\.[a-z0-9-]+)+/", re.IGNORECASE)
TEXT = {".py", ".ts", ".js", ".svelte", ".html", ".css"}


def files(*places: str, endings: set[str]) -> Iterator[Path]:
    """Every file of ours below these places."""
    for place in places:
        path = ROOT / place
        found = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in found:
            if file.suffix in endings and not {"node_modules", "dist", "__pycache__"} & set(file.parts):
                yield file


def test_imports_point_downward_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_contracts_know_every_app_of_ours() -> None:
    named = {name.partition(".")[0] for name in settings.INSTALLED_APPS}
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}

    assert ours == {"annotator", "footage", "coding"} <= named


def test_every_list_of_addresses_is_served_below_the_api() -> None:
    served = {
        getattr(pattern.urlconf_name, "__name__", "")
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and str(pattern.pattern) == "api/v1/"
    }

    assert served == set(settings.API_URLS)
    for app in ("annotator", "footage", "coding"):
        for file in (ROOT / app).rglob("urls.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            assert module in {*settings.API_URLS, settings.ROOT_URLCONF}, f"{module} is served by nothing"


def test_the_policy_is_the_one_that_was_agreed() -> None:
    """`policy.txt` is read by people who decide about rights; change it only with their word."""
    printed = io.StringIO()
    call_command("show_policy", stdout=printed)

    assert printed.getvalue() == Path(__file__).with_name("policy.txt").read_text("utf-8")


def test_no_action_of_the_policy_is_left_without_use() -> None:
    listed = {line.split()[0] for line in Path(__file__).with_name("policy.txt").read_text("utf-8").splitlines()[1:]}
    text = "\n".join(file.read_text("utf-8") for file in files("annotator", "footage", "coding", endings={".py"}))
    unused = [action for action in listed if f'"{action}"' not in re.sub(r'Row\("[^"]+"', "", text)]

    assert unused == []


def test_the_page_says_no_refusal_in_its_language_that_the_server_does_not_know() -> None:
    codes = re.findall(r'"(\w+)",', (ROOT / "frontend/src/i18n/refusals.ts").read_text(encoding="utf-8"))
    server = "\n".join(
        file.read_text(encoding="utf-8") for file in files("annotator", "footage", "coding", endings={".py"})
    )

    assert codes
    assert [code for code in codes if f'"{code}"' not in server] == []


def test_no_code_that_is_served_names_another_host() -> None:
    found = []
    for file in files(*SERVED, endings=TEXT):
        if file.name.endswith((".test.ts", ".d.ts")):
            continue
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            found += [
                f"{file.relative_to(ROOT)}:{number}: {match.group()}"
                for match in FOREIGN.finditer(line)
                if not NAMES_ONLY.match(match.group())
            ]

    assert found == []


def test_a_foreign_host_would_be_found() -> None:
    for line in ('src="https://cdn.evil.com/x.js"', "url(//fonts.example.net/f)", "fetch('http://10.0.0.1/')"):
        assert any(not NAMES_ONLY.match(match.group()) for match in FOREIGN.finditer(line)), line


def test_no_file_is_longer_than_one_thing() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in files("annotator", "footage", "coding", "frontend/src", "tests", endings=TEXT)
        if (count := len(file.read_text("utf-8").splitlines())) > LONGEST_FILE
        and not file.name.endswith(".d.ts")
        and "migrations" not in file.parts
    }

    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in files("annotator", "footage", "coding", endings={".py"})
        if (tree := ast.parse(file.read_text("utf-8"))).body
        and ast.get_docstring(tree) is None
        and file.name != "apps.py"
        and "migrations" not in file.parts
    ]

    assert silent == []
