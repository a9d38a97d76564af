"""A client by its settings."""

import json
import os
from urllib.parse import urlsplit

import grpc
from pyzeebe import (
    ZeebeClient,
    create_insecure_channel,
    create_oauth2_client_credentials_channel,
    create_secure_channel,
)

from errors import Unknown

# Settings that are options of the channel, which pyzeebe hands to gRPC.
OPTIONS = {
    "keepalive_ms": "grpc.keepalive_time_ms",
    "keepalive_timeout_ms": "grpc.keepalive_timeout_ms",
    "max_message_size": "grpc.max_receive_message_length",
    "authority": "grpc.default_authority",
}

# What a `request_timeout_ms` holds for: the calls of `ZeebeClient`.
TIMED = [
    "BroadcastSignal",
    "CancelProcessInstance",
    "CreateProcessInstance",
    "CreateProcessInstanceWithResult",
    "DeployResource",
    "EvaluateDecision",
    "PublishMessage",
    "Topology",
]

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Client:
    """A channel, and pyzeebe's client on it. Workers share the channel."""

    def __init__(self, settings):
        self.channel = channel(dict(settings))
        self.client = ZeebeClient(self.channel)


def channel(settings):
    address, secure = target(settings)
    options = [(option, settings.pop(name)) for name, option in OPTIONS.items() if name in settings]
    tls = settings.pop("tls", None)
    credentials = settings.pop("credentials", None)
    if "request_timeout_ms" in settings:
        options.append(("grpc.service_config", service_config(settings.pop("request_timeout_ms"))))
    if settings.get("retry") == "never":
        # It never sends anything twice.
        del settings["retry"]
    refuse(settings, "client")
    arguments = {"channel_options": options} | address
    if secure or tls is not None:
        trusted = channel_credentials(tls or {}, options)
    elif credentials is not None:
        # What gRPC has for credentials without TLS, on this machine.
        trusted = grpc.local_channel_credentials()
    else:
        return create_insecure_channel(**arguments)
    if credentials is None:
        return create_secure_channel(channel_credentials=trusted, **arguments)
    return with_credentials(credentials, trusted, arguments)


def target(settings):
    """The address without its scheme, and whether that said TLS."""
    if settings.pop("from_env", False) and "address" not in settings:
        return {}, False
    scheme, mark, rest = settings.pop("address").partition("://")
    return {"grpc_address": rest if mark else scheme}, scheme == "https"


def service_config(timeout_ms):
    """How gRPC is told how long calls may take; pyzeebe says nothing of that itself."""
    names = [{"service": "gateway_protocol.Gateway", "method": method} for method in TIMED]
    return json.dumps({"methodConfig": [{"name": names, "timeout": f"{timeout_ms / 1000:.3f}s"}]})


def channel_credentials(tls, options):
    def content(name):
        path = tls.pop(name, None)
        if path is None:
            return None
        with open(path, "rb") as file:
            return file.read()

    ca, key, certificate = content("ca_file"), content("key_file"), content("certificate_file")
    if "server_name" in tls:
        options.append(("grpc.ssl_target_name_override", tls.pop("server_name")))
    refuse(tls, "TLS")
    return grpc.ssl_channel_credentials(ca, key, certificate)


def with_credentials(credentials, trusted, arguments):
    [(kind, value)] = credentials.items()
    match kind:
        case "bearer":
            token = grpc.access_token_call_credentials(value)
            both = grpc.composite_channel_credentials(trusted, token)
            return create_secure_channel(channel_credentials=both, **arguments)
        case "oauth":
            names = {"client_id", "client_secret", "audience", "scope"}
            given = {name: value.pop(name) for name in names & value.keys()}
            server = value.pop("url")
            if urlsplit(server).hostname in LOOPBACK:
                # Without it, oauthlib asks nobody without TLS.
                os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
            refuse(value, "OAuth")
            return create_oauth2_client_credentials_channel(
                authorization_server=server, channel_credentials=trusted, **given, **arguments
            )
        case other:
            raise Unknown(f"pyzeebe has no `{other}` credentials")


def refuse(settings, what):
    """What is left over is what pyzeebe does not have."""
    for name in settings:
        raise Unknown(f"pyzeebe has no setting `{name}` of {what}")
