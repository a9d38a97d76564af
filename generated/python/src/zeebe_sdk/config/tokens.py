"""From an OAuth client to what keeps its token.

It stands apart because only clients with OAuth pay for the import of an HTTP client.
"""

from __future__ import annotations

from .._tls.session import TlsTexts, token_server_context
from ..credentials.oauth.cache import Cache
from ..credentials.oauth.exchange import Exchange
from ..credentials.oauth.keeper import TokenKeeper
from .credentials import OAuthClient

__all__ = ["token_keeper"]


def token_keeper(client: OAuthClient, tls: TlsTexts, connect_timeout: float) -> TokenKeeper:
    """The keeper of the client's token."""
    request = client.request
    context = token_server_context(tls) if request.server.tls else None
    exchange = Exchange(request, context, connect_timeout)
    cache = None
    if client.cache_file is not None:
        cache = Cache(client.cache_file, request.identity())
    return TokenKeeper(exchange, cache)
