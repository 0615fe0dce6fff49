"""Under which names and addresses this machine is reached."""

import fcntl
import ipaddress
import socket
import struct

ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_SIOCGIFADDR = 0x8915


def names(host: str) -> list[str]:
    """Every name and address under which this machine may be called when it listens on `host`."""
    own = {"localhost", "127.0.0.1", "::1", socket.gethostname()}
    if host in ALL_ADDRESSES:
        return sorted(own | _addresses())
    return sorted(own | {host})


def shown_host(host: str) -> str:
    """The host to print for a person to type: `host`, or an address of this machine when it listens on all."""
    if host not in ALL_ADDRESSES:
        return f"[{host}]" if ":" in host else host
    others = sorted(address for address in _addresses() if not ipaddress.ip_address(address).is_loopback)
    return others[0] if others else "127.0.0.1"


def _addresses() -> set[str]:
    """The IPv4 addresses of this machine's network interfaces, asked of the kernel and of nobody else."""
    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, interface in socket.if_nameindex():
            request = struct.pack("256s", interface.encode()[:15])
            try:
                answer = fcntl.ioctl(asking, _SIOCGIFADDR, request)
            except OSError:
                continue  # an interface without an IPv4 address
            found.add(socket.inet_ntoa(answer[20:24]))
    return found
