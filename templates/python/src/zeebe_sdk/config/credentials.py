"""Which credentials a client has: those of code, or those of the environment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ..credentials import Basic, Bearer, OAuth, Supplier
from ..credentials.oauth.request import TokenRequest, TokenServer
from .address import is_loopback
from .entry import Source
from .read import PATH, SECRET, TEXT, URL
from .resolver import NOT_GIVEN, TABLE, Found, Resolver, both, value_of

__all__ = ["Cluster", "OAuthClient", "Wanted", "find_cluster", "wanted_credentials"]

SAAS_TOKENS = "https://login.cloud.camunda.io/oauth/token"
SAAS_AUDIENCE = "zeebe.camunda.io"


@dataclass(frozen=True)
class Cluster:
    """A cluster of Camunda's SaaS."""

    id: str
    region: str
    from_code: bool

    @property
    def address(self) -> str:
        """Where its gateway is."""
        return f"https://{self.id}.{self.region}.zeebe.camunda.io:443"


@dataclass(frozen=True)
class OAuthClient:
    """OAuth with all that is needed for it."""

    request: TokenRequest
    cache_file: Path | None


Wanted = Basic | Bearer | Supplier | OAuthClient | None
"""What a client proves itself with."""


def find_cluster(found: Resolver) -> Cluster | None:
    """The cluster, if one is named."""
    region = found.find("cluster_region", TEXT)
    cluster = found.find("cluster_id", TEXT)
    if region is None or cluster is None:
        return None
    for part in (cluster, region):
        if not re.fullmatch("[A-Za-z0-9-]+", part.value):
            found.refuse(part.named, "has to be letters, digits and hyphens")
            return None
    return Cluster(cluster.value, region.value, cluster.source is Source.CODE)


def wanted_credentials(found: Resolver) -> Wanted:
    """What code says, completed by the environment if it is OAuth; else what that says."""
    match found.code.get("credentials"):
        case None:
            return credentials_of_environment(found)
        case OAuth() as oauth:
            return oauth_client(found, oauth)
        case Basic() | Bearer() | Supplier() as ready:
            return ready
        case other:
            kinds = "OAuth(...), Basic(...), Bearer(...) or Supplier(...)"
            found.refuse("credentials", f"has to be {kinds}, not {type(other).__name__}")
            return None


def credentials_of_environment(found: Resolver) -> Wanted:
    """Basic authentication or OAuth, not both."""
    username = found.find("basic_auth_username", TEXT)
    password = found.find("basic_auth_password", SECRET)
    oauth = oauth_client(found, OAuth())
    basic = both(found, ("basic_auth_username", username), ("basic_auth_password", password))
    if basic is None:
        return oauth
    user, secret = basic
    if oauth is not None:
        problem = "is set, and so is client_id; there can be only one of basic authentication and"
        found.refuse(user.named, f"{problem} OAuth")
        return oauth
    return Basic(user.value, secret.value.reveal())


def oauth_client(found: Resolver, code: OAuth) -> OAuthClient | None:
    """Completes what code says about OAuth."""
    client_id = found.find("client_id", TEXT, said(code.client_id))
    secret = found.find("client_secret", SECRET, said(code.hidden_secret))
    url = found.find("authorization_server_url", URL, said(code.authorization_server_url))
    audience = found.find("token_audience", TEXT, said(code.audience))
    scope = found.find("token_scope", TEXT, said(code.scope))
    resource = found.find("token_resource", TEXT, said(code.resource))
    cache = found.find("token_cache", PATH, said(code.cache_file))
    client = both(found, ("client_id", client_id), ("client_secret", secret))
    if client is None:
        return None
    if found.find("cluster_id", TEXT) is not None:
        of = "cluster_id"
        url = found.or_derived(url, "authorization_server_url", SAAS_TOKENS, of, URL)
        audience = found.or_derived(audience, "token_audience", SAAS_AUDIENCE, of, TEXT)
    if url is None:
        missing = TABLE["authorization_server_url"].how_to_give()
        found.refuse(client[0].named, f"needs {missing}, which is not set")
        return None
    server = token_server(found, url)
    if server is None:
        return None
    request = TokenRequest(
        server=server,
        client_id=client[0].value,
        client_secret=client[1].value,
        audience=value_of(audience),
        scope=value_of(scope),
        resource=value_of(resource),
    )
    return OAuthClient(request, value_of(cache))


def said(value: object) -> object:
    """What code says, if it says something."""
    return NOT_GIVEN if value is None else value


def token_server(found: Resolver, url: Found[str]) -> TokenServer | None:
    """Where tokens are given out, if the secret may go there."""
    try:
        return parse_url(url.value, unencrypted=bool(found.code.get("credentials_without_tls")))
    except ValueError as error:
        found.refuse(url.named, str(error))
        return None


def parse_url(text: str, *, unencrypted: bool) -> TokenServer:
    """Reads a URL. Raises ValueError with what is wrong with it."""
    example = "is not a URL such as https://login.example/oauth/token"
    if not re.fullmatch("[!-~]+", text):
        raise ValueError(example)
    try:
        url = urlsplit(text)
        host, port = url.hostname, url.port
    except ValueError:
        raise ValueError(example) from None
    if "@" in url.netloc:
        raise ValueError("must not contain a user name or password")
    if not host:
        raise ValueError(example)
    if url.scheme not in ("http", "https"):
        raise ValueError("has to begin with https://")
    if url.scheme == "http" and not is_loopback(host) and not unencrypted:
        raise ValueError(
            f"the client's secret would go unencrypted to {host}; use https, or allow it with "
            "credentials_without_tls=True"
        )
    tls = url.scheme == "https"
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return TokenServer(host, port or (443 if tls else 80), tls, url.netloc, path)
