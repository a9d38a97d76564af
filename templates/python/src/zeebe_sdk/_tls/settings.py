"""What the client trusts, and who it says it is, as users give it."""

from __future__ import annotations

import os
from typing import Union

from ..errors import ConfigError
from .pem import Pem

__all__ = ["Tls"]

Text = str | bytes | None
File = Union[str, "os.PathLike[str]", None]


class Tls:
    """What the client trusts on a `https://` connection, and who it says it is.

    Each certificate and key is a PEM text or a PEM file; files are read when the client is made.
    Verification cannot be turned off.

    Example:
        >>> Tls(ca_certificate_file="ca.pem", server_name="gateway.example")
        Tls(ca_certificate=ca.pem, server_name='gateway.example')
    """

    __slots__ = ("ca_certificate", "client_certificate", "client_key", "server_name")

    def __init__(
        self,
        *,
        ca_certificate: Text = None,
        ca_certificate_file: File = None,
        client_certificate: Text = None,
        client_certificate_file: File = None,
        client_key: Text = None,
        client_key_file: File = None,
        server_name: str | None = None,
    ) -> None:
        """
        Args:
            ca_certificate: The certificate authorities to trust, and no others. Default: those of
                the system.
            ca_certificate_file: The same in a file.
            client_certificate: The certificate that the client presents, with its chain.
                Default: none.
            client_certificate_file: The same in a file.
            client_key: The key of that certificate, without a password.
            client_key_file: The same in a file.
            server_name: The name that the certificate of the gateway must have, if it is not the
                host of the address.

        Raises:
            ConfigError: If something is given both as a text and as a file.
        """
        self.ca_certificate = one_of("ca_certificate", ca_certificate, ca_certificate_file)
        self.client_certificate = one_of(
            "client_certificate", client_certificate, client_certificate_file
        )
        self.client_key = one_of("client_key", client_key, client_key_file)
        self.server_name = server_name

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in self.__slots__}
        shown = (f"{name}={value!r}" for name, value in given.items() if value is not None)
        return f"Tls({', '.join(shown)})"


def one_of(name: str, text: Text, file: File) -> Pem | None:
    """The text or the file, if there is one."""
    if text is None and file is None:
        return None
    if text is not None and file is not None:
        raise ConfigError(f"tls.{name}", "is given both as a text and as a file")
    return Pem(text, file)
