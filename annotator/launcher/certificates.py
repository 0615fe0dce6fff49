"""A certificate of our own, for serving HTTPS where nobody has given us one."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from annotator.launcher.addresses import names
from annotator.launcher.data import write_secret

#: Browsers refuse certificates that hold for longer.
HOLDS = timedelta(days=825)


def own_certificate(secrets: Path, host: str) -> tuple[Path, Path]:
    """The certificate and key in the secrets folder, made at the first start and again when it has run out."""
    certificate, key = secrets / "certificate.pem", secrets / "certificate.key"
    if not (key.exists() and certificate.exists() and _holds(certificate, host)):
        _make(certificate, key, host)
    return certificate, key


def fingerprint(certificate: Path) -> str:
    """The SHA-256 fingerprint as browsers show it: AB:CD:…"""
    return _load(certificate).fingerprint(hashes.SHA256()).hex(":").upper()


def _holds(certificate: Path, host: str) -> bool:
    made = _load(certificate)
    known = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(entry.value) for entry in known}
    return datetime.now(UTC) < made.not_valid_after_utc - timedelta(days=7) and covered >= set(names(host))


def _load(certificate: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.read_bytes())


def _make(certificate: Path, key_file: Path, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Annotator on this machine")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + HOLDS)
        .add_extension(x509.SubjectAlternativeName([_alternative(text) for text in names(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_secret(
        key_file,
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
    write_secret(certificate, made.public_bytes(serialization.Encoding.PEM))


def _alternative(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
