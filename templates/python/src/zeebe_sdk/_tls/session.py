"""From certificates and keys to what gRPC and `ssl` take."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass

import grpc

from ..credentials.secret import Secret
from .roots import system_roots

__all__ = ["Identity", "TlsTexts", "channel_credentials", "check", "token_server_context"]


@dataclass(frozen=True)
class Identity:
    """A client certificate with its chain, and its key."""

    certificate: Secret
    key: Secret


@dataclass(frozen=True)
class TlsTexts:
    """The texts of one client's settings, read from where they are."""

    ca_certificate: Secret | None = None
    identity: Identity | None = None
    server_name: str | None = None


def channel_credentials(texts: TlsTexts) -> grpc.ChannelCredentials:
    """What gRPC takes for the gateway."""
    trusted = texts.ca_certificate
    roots = system_roots() if trusted is None else trusted.reveal().encode()
    identity = texts.identity
    if identity is None:
        return grpc.ssl_channel_credentials(roots)
    key, certificate = identity.key.reveal().encode(), identity.certificate.reveal().encode()
    return grpc.ssl_channel_credentials(roots, key, certificate)


def token_server_context(texts: TlsTexts) -> ssl.SSLContext:
    """What `ssl` takes for a token server, which may be one of the house or one of the world."""
    context = ssl.create_default_context()
    trust(context, texts.ca_certificate)
    present(context, texts.identity)
    return context


def check(texts: TlsTexts) -> None:
    """Raises ValueError with what is wrong with the texts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust(context, texts.ca_certificate)
    present(context, texts.identity)


def trust(context: ssl.SSLContext, trusted: Secret | None) -> None:
    """Adds certificate authorities."""
    if trusted is None:
        return
    if "-----BEGIN CERTIFICATE-----" not in trusted.reveal():
        raise ValueError("the CA certificate has no PEM block of type CERTIFICATE")
    try:
        context.load_verify_locations(cadata=trusted.reveal())
        return
    except ssl.SSLError as error:
        why = error.reason or type(error).__name__
    except ValueError:
        why = "it is not PEM"
    raise ValueError(f"the CA certificate cannot be used: {why}")


def present(context: ssl.SSLContext, identity: Identity | None) -> None:
    """Adds a client certificate, which has to be the one of the key."""
    if identity is None:
        return
    if "-----BEGIN CERTIFICATE-----" not in identity.certificate.reveal():
        raise ValueError("the client certificate has no PEM block of type CERTIFICATE")
    key = identity.key.reveal()
    if not re.search("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----", key):
        raise ValueError("the client key has no PEM block of type PRIVATE KEY")
    if "BEGIN ENCRYPTED" in key or "Proc-Type: 4,ENCRYPTED" in key:
        raise ValueError("the client key has a password, and there is no way to give it")
    try:
        load(context, identity)
        return
    except ssl.SSLError as error:
        why = error.reason or type(error).__name__
    raise ValueError(f"the client certificate and key do not work: {why}")


def load(context: ssl.SSLContext, identity: Identity) -> None:
    """Loads certificate and key by files, which is the only way there is."""
    import tempfile  # few have a client certificate, and it is slow to import

    with tempfile.TemporaryDirectory(prefix="zeebe-sdk-") as directory:
        # The directory is for its owner alone.
        certificate, key = os.path.join(directory, "chain.pem"), os.path.join(directory, "key.pem")
        for path, text in ((certificate, identity.certificate), (key, identity.key)):
            with open(path, "w", encoding="ascii", errors="replace") as stream:
                stream.write(text.reveal())
        context.load_cert_chain(certificate, key, password="")
