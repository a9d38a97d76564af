"""Calls a gateway as an OAuth client, and shows the settings in force.

With all settings from the environment:

    export CAMUNDA_GRPC_ADDRESS=https://zeebe.example
    export CAMUNDA_AUTHORIZATION_SERVER_URL=https://login.example/oauth/token
    export CAMUNDA_TOKEN_AUDIENCE=zeebe-api
    CAMUNDA_CLIENT_ID=shop CAMUNDA_CLIENT_SECRET=… python examples/oauth.py

With the client given by code, and its secret in a file, as orchestrators hand it over:

    python examples/oauth.py shop /run/secrets/zeebe
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from zeebe_sdk import AsyncZeebeClient, Config, OAuth


def settings() -> Config:
    """The settings of the client."""
    if len(sys.argv) < 3:
        return Config.from_env()
    client_id, file = sys.argv[1:3]
    secret = Path(file).read_text(encoding="utf-8").rstrip()
    # What code does not say still comes from the environment.
    return Config.from_env(credentials=OAuth(client_id, secret))


async def main() -> None:
    config = settings()
    # Secrets are not shown.
    print(config)

    async with AsyncZeebeClient(config) as client:
        # The first call fetches a token, which the others use until it is renewed.
        for _ in range(3):
            topology = await client.topology()
            print(f"gateway {topology.gateway_version} has {len(topology.brokers)} brokers")


if __name__ == "__main__":
    asyncio.run(main())
