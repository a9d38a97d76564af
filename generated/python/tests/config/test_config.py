"""Where values come from, how they are shown, and which are refused."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from zeebe_sdk.config import Config, Settings, Source
from zeebe_sdk.config.table import SETTINGS
from zeebe_sdk.credentials import Basic, Bearer, OAuth
from zeebe_sdk.errors import ConfigError

ENVIRONMENT = {
    "CAMUNDA_GRPC_ADDRESS": "https://camunda.example",
    "ZEEBE_GRPC_ADDRESS": "https://zeebe.example",
    "ZEEBE_REQUEST_TIMEOUT": "5s",
    "CAMUNDA_DEFAULT_JOB_WORKER_TENANT_IDS": "a, b",
}


def problems(config: Config) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        config.check()
    return {problem.setting: problem.problem for problem in caught.value.problems}


def test_code_comes_before_the_environment_and_that_before_the_default() -> None:
    config = Config.from_env(ENVIRONMENT, request_timeout=2)
    resolved = config.resolve()
    assert str(resolved.address) == "https://camunda.example:443"
    assert resolved.request_timeout == 2.0
    assert resolved.worker_tenants == ("a", "b")
    assert resolved.keepalive == 45.0
    assert resolved.max_message_size == 4 * 1024**2
    assert (resolved.connect_timeout, resolved.keepalive_timeout) == (5.0, 20.0)
    assert resolved.tenant is None
    assert config["address"].source is Source.VARIABLE
    assert config["address"].origin == "CAMUNDA_GRPC_ADDRESS"


def test_the_environment_is_that_of_the_process_only_if_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CAMUNDA_DEFAULT_TENANT_ID", "shop")
    assert Config().resolve().tenant is None
    assert Config.from_env().resolve().tenant == "shop"
    assert Config.of(None, {}).resolve().tenant == "shop"
    assert Config.of(Config(), {"keepalive": 60}).resolve().tenant is None
    assert Config.of(Config(tenant="a"), {"keepalive": 60}).resolve().keepalive == 60.0


def test_a_variable_that_is_empty_is_not_set() -> None:
    config = Config.from_env({"CAMUNDA_REQUEST_TIMEOUT": " ", "ZEEBE_REQUEST_TIMEOUT": "3s"})
    assert config.resolve().request_timeout == 3.0


def test_none_is_as_if_not_said_except_for_the_keepalive() -> None:
    config = Config.from_env(ENVIRONMENT, address=None, request_timeout=None, keepalive=None)
    resolved = config.resolve()
    assert resolved.address.host == "camunda.example"
    assert resolved.request_timeout == 5.0
    assert resolved.keepalive is None


def test_printing_shows_every_value_and_its_source_and_no_secret() -> None:
    config = Config.from_env(
        {**ENVIRONMENT, "CAMUNDA_CLIENT_ID": "me", "CAMUNDA_CLIENT_SECRET": "hush"},
        tenant="shop",
        metadata={"x-key": "hush"},
    )
    lines = str(config).splitlines()
    assert "address = https://camunda.example (CAMUNDA_GRPC_ADDRESS)" in lines
    assert "request_timeout = 5s (ZEEBE_REQUEST_TIMEOUT)" in lines
    assert "keepalive = 45s (default)" in lines
    assert "tenant = shop (code)" in lines
    assert "client_secret = *** (CAMUNDA_CLIENT_SECRET)" in lines
    assert "token_scope is not set" in lines
    assert "hush" not in str(config) + repr(config)
    assert len(lines) == len(SETTINGS) + 1
    with pytest.raises(KeyError):
        config["nonsense"]


def test_a_cluster_says_where_everything_is() -> None:
    config = Config(cluster_id="abc-1", credentials=OAuth("id", "secret"))
    assert str(config.resolve().address) == "https://abc-1.bru-2.zeebe.camunda.io:443"
    tokens = config["authorization_server_url"]
    assert str(tokens).endswith("https://login.cloud.camunda.io/oauth/token (from cluster_id)")
    assert config["token_audience"].value == "zeebe.camunda.io"
    of_both = Config.from_env({"CAMUNDA_GRPC_ADDRESS": "https://a.example"}, cluster_id="abc")
    assert of_both.resolve().address.host == "abc.bru-2.zeebe.camunda.io"
    of_environment = Config.from_env(
        {"CAMUNDA_GRPC_ADDRESS": "https://a.example", "CAMUNDA_CLUSTER_ID": "abc"}
    )
    assert of_environment.resolve().address.host == "a.example"
    assert "cluster_id" in problems(Config(cluster_id="abc/../x"))


def test_all_that_is_wrong_is_named_at_once_by_its_variable() -> None:
    found = problems(
        Config.from_env(
            {
                "CAMUNDA_KEEP_ALIVE": "3 parsecs",
                "ZEEBE_ADDRESS": "http://me:hush@host",
                "ZEEBE_INSECURE_CONNECTION": "perhaps",
                "CAMUNDA_MAX_MESSAGE_SIZE": "0",
                "CAMUNDA_DEFAULT_TENANT_ID": "\udcff",
                "CAMUNDA_CLIENT_ID": "me",
            },
            request_timeout=0,
            connect_timeout=-1,
        )
    )
    assert "such as 45s" in found["CAMUNDA_KEEP_ALIVE"]
    assert "user name" in found["ZEEBE_ADDRESS"]
    assert "hush" not in str(found)
    assert found["ZEEBE_INSECURE_CONNECTION"] == "'perhaps' is neither true nor false"
    assert found["CAMUNDA_MAX_MESSAGE_SIZE"] == "must be above 0"
    assert found["CAMUNDA_DEFAULT_TENANT_ID"] == "its value is not UTF-8"
    assert "client_secret (CAMUNDA_CLIENT_SECRET)" in found["CAMUNDA_CLIENT_ID"]
    assert found["request_timeout"] == "must be above 0"
    assert "connect_timeout" in found


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"address": ""}, "address"),
        ({"address": 26500}, "address"),
        ({"keepalive": 1}, "keepalive"),
        ({"max_message_size": "4MB"}, "max_message_size"),
        ({"request_timeout": "10s"}, "request_timeout"),
        ({"worker_tenants": "a,b"}, "worker_tenants"),
        ({"credentials": "token"}, "credentials"),
        ({"credentials_without_tls": "yes"}, "credentials_without_tls"),
        ({"authority": "a/b"}, "authority"),
        ({"tls": "ca.pem"}, "tls"),
        ({"retry": "never"}, "retry"),
        ({"retry_policy": 3}, "retry_policy"),
        ({"backpressure_policy": 3}, "backpressure_policy"),
        ({"metadata": {"x-a": "b\r\nx-admin: yes"}}, "metadata"),
        ({"metadata": 3}, "metadata"),
        ({"credentials": Bearer("hush\r\nx-admin: yes")}, "credentials"),
    ],
)
def test_what_cannot_be_is_refused(settings: Any, named: str) -> None:
    found = problems(Config(**settings))
    assert list(found) == [named]
    assert "hush" not in str(found)


def test_a_setting_that_there_is_not_is_an_error_at_once() -> None:
    with pytest.raises(TypeError, match="'adress' is no setting of a client; there are address"):
        Config(adress="http://localhost")  # type: ignore[call-arg]


def test_metadata_goes_on_every_call() -> None:
    assert Config(metadata={"x-a": "1"}).resolve().metadata == (("x-a", "1"),)
    assert Config(metadata=[("x-a", "1"), ("x-a", "2")]).resolve().metadata[1] == ("x-a", "2")


def test_credentials_do_not_leave_the_machine_unencrypted() -> None:
    for credentials in (Basic("me", "hush"), Bearer("hush")):
        away = Config(address="http://gateway.example", credentials=credentials)
        assert "TLS" in problems(away)["credentials"]
        loud = away.replace(credentials_without_tls=True)
        assert loud.resolve().authenticator is not None
        assert away.replace(address="http://localhost").resolve().authenticator is not None
        assert away.replace(address="https://gateway.example").resolve().authenticator is not None


def test_what_people_print_and_keep_holds_no_secret() -> None:
    for credentials in (Basic("me", "hush"), Bearer("hush"), OAuth("me", "hush")):
        assert "hush" not in repr(credentials)
        with pytest.raises(TypeError, match="pickled"):
            pickle.dumps(credentials)
    config = Config.from_env({"CAMUNDA_CLIENT_SECRET": "hush", "CAMUNDA_CLIENT_ID": "me"})
    assert "hush" not in repr(config)
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(config)


def test_a_config_without_a_secret_can_go_to_another_process() -> None:
    config = pickle.loads(pickle.dumps(Config.from_env(ENVIRONMENT, tenant="shop")))
    assert config.resolve().tenant == "shop"
    assert config.resolve().address.host == "camunda.example"


@pytest.mark.parametrize(
    "make",
    [
        lambda nothing: Bearer(nothing),
        lambda nothing: Basic("me", nothing),
        lambda nothing: Basic(nothing, "hush"),
        lambda nothing: OAuth("me", 3),  # type: ignore[arg-type]
    ],
)
def test_a_secret_that_is_not_there_is_refused_and_not_sent_as_none(make: Any) -> None:
    with pytest.raises(ConfigError, match="has to be a str, not"):
        make(None)


def test_only_one_of_basic_and_oauth_is_wanted() -> None:
    basic = {"CAMUNDA_BASIC_AUTH_USERNAME": "me", "CAMUNDA_BASIC_AUTH_PASSWORD": "hush"}
    authenticator = Config.from_env(basic).resolve().authenticator
    assert authenticator is not None
    proof = authenticator.ready()
    assert proof is not None
    assert proof.metadata == (("authorization", "Basic bWU6aHVzaA=="),)
    oauth = {
        "ZEEBE_CLIENT_ID": "me",
        "ZEEBE_CLIENT_SECRET": "hush",
        "ZEEBE_AUTHORIZATION_SERVER_URL": "https://login.example/oauth/token",
    }
    assert "only one" in problems(Config.from_env(basic | oauth))["CAMUNDA_BASIC_AUTH_USERNAME"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://login.example/oauth/token", "unencrypted to login.example"),
        ("ftp://login.example", "has to begin with https://"),
        ("https://me:hush@login.example", "must not contain a user name"),
        ("https://", "is not a URL"),
        ("https://login.example/a b", "is not a URL"),
        ("https://login.example:x/", "is not a URL"),
    ],
)
def test_a_secret_goes_only_where_it_may(url: str, problem: str) -> None:
    config = Config(credentials=OAuth("me", "hush", authorization_server_url=url))
    found = problems(config)
    assert problem in found["authorization_server_url"]
    assert "hush" not in str(found) + str(config)
    if url.startswith("http:"):
        config.replace(credentials_without_tls=True).check()


def test_oauth_needs_to_know_where_tokens_are() -> None:
    found = problems(Config(credentials=OAuth("me", "hush")))
    assert "authorization_server_url (CAMUNDA_AUTHORIZATION_SERVER_URL)" in found["client_id"]


def test_every_setting_of_the_table_can_be_given_by_code() -> None:
    of_tls = {"ca_certificate", "client_certificate", "client_key"}
    of_credentials = {
        "client_id", "client_secret", "authorization_server_url", "token_audience", "token_scope",
        "token_resource", "token_cache", "basic_auth_username", "basic_auth_password",
    }  # fmt: skip
    names = {setting.name for setting in SETTINGS}
    of_address = {"insecure_connection"}
    assert names - of_tls - of_credentials - of_address <= set(Settings.__annotations__)
