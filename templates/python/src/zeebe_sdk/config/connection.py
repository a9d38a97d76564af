"""Where the gateway is, and what is trusted on the way to it."""

from __future__ import annotations

from .._tls.pem import Pem
from .._tls.session import Identity, TlsTexts, check
from .._tls.settings import Tls
from ..credentials.secret import Secret
from .address import Address, without_userinfo
from .credentials import OAuthClient, Wanted, find_cluster
from .read import FLAG, PEM, URL
from .resolver import NOT_GIVEN, Found, Resolver, both

__all__ = ["find_address", "find_tls"]


def find_address(found: Resolver) -> Address | None:
    """Where the gateway is."""
    insecure = found.find("insecure_connection", FLAG)
    given = found.find("address", URL)
    cluster = find_cluster(found)
    if cluster is not None:
        # What code says is stronger than the environment, whichever it says.
        weaker = None if cluster.from_code and "address" not in found.code else given
        given = found.or_derived(weaker, "address", cluster.address, "cluster_id", URL)
    if given is None:
        return None
    try:
        return Address.parse(given.value, insecure=bool(insecure and insecure.value))
    except ValueError as error:
        found.refuse(given.named, f"'{without_userinfo(given.value)}' cannot be used: {error}")
        return None


def find_tls(found: Resolver, address: Address | None, wanted: Wanted) -> TlsTexts:
    """What is trusted, and the client's certificate."""
    code = tls_of_code(found)
    trusted = found.find("ca_certificate", PEM, said(code.ca_certificate))
    certificate = found.find("client_certificate", PEM, said(code.client_certificate))
    key = found.find("client_key", PEM, said(code.client_key))
    if address is not None and not address.tls:
        trusts = None if isinstance(wanted, OAuthClient) else trusted
        of_environment = certificate or trusts
        named = "tls" if "tls" in found.code else of_environment and of_environment.named
        if named:
            found.refuse(named, "is for TLS, but the address is without TLS")
    pair = both(found, ("client_certificate", certificate), ("client_key", key))
    authorities = None if trusted is None else read(found, trusted)
    identity = None
    if pair is not None:
        chain, secret = read(found, pair[0]), read(found, pair[1])
        identity = Identity(chain, secret) if chain and secret else None
    texts = TlsTexts(authorities, identity, code.server_name)
    try:
        check(texts)
    except ValueError as error:
        found.refuse("tls", str(error))
    return texts


def tls_of_code(found: Resolver) -> Tls:
    """What code says."""
    given = found.code.get("tls")
    if isinstance(given, Tls):
        return given
    if given is not None:
        found.refuse("tls", f"has to be a Tls(...), not {type(given).__name__}")
    return Tls()


def said(value: object) -> object:
    """What code says, if it says something."""
    return NOT_GIVEN if value is None else value


def read(found: Resolver, given: Found[Pem]) -> Secret | None:
    """The text, if it can be read."""
    try:
        return given.value.read()
    except ValueError as error:
        found.refuse(given.named, str(error))
        return None
