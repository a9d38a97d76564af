"""The certificate authorities that the system trusts.

gRPC brings roots of its own; those of the machine are the ones its owner has chosen.
"""

from __future__ import annotations

import functools
import ssl
from pathlib import Path

__all__ = ["system_roots"]

USUAL = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where systems keep them, for a Python that was built with other places in mind."""


@functools.lru_cache(maxsize=1)
def system_roots() -> bytes | None:
    """The roots as PEM; None if none are found, and those of gRPC are to be used.

    Like all of Python, this heeds `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    """
    loaded = ssl.create_default_context().get_ca_certs(binary_form=True)
    if loaded:
        return "".join(map(ssl.DER_cert_to_PEM_cert, loaded)).encode()
    return from_directory(ssl.get_default_verify_paths().capath) or from_usual_place()


def from_directory(directory: str | None) -> bytes | None:
    """The roots in a directory of OpenSSL, which has each under the hash of its name."""
    if directory is None:
        return None
    try:
        files = sorted(file for file in Path(directory).iterdir() if file.suffix.startswith("."))
        texts = [file.read_bytes() for file in files if is_hashed(file)]
    except OSError:
        return None
    return b"\n".join(texts) or None


def is_hashed(file: Path) -> bool:
    """Whether the name is a hash with a number."""
    return len(file.stem) == 8 and file.suffix[1:].isdigit()


def from_usual_place() -> bytes | None:
    """The roots in the first of the usual files that is there."""
    for place in map(Path, USUAL):
        try:
            return place.read_bytes()
        except OSError:
            continue
    return None
