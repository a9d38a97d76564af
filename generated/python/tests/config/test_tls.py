"""What is trusted, and what the client presents."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeebe_sdk._tls.roots import system_roots
from zeebe_sdk.config import Config, Tls
from zeebe_sdk.errors import ConfigError


def problem(config: Config) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        config.check()
    return caught.value


def secured(tls: Tls) -> Config:
    return Config(address="https://localhost:1", tls=tls)


def test_files_and_texts_are_taken(certificates: Path) -> None:
    files = Tls(
        ca_certificate_file=certificates / "ca.pem",
        client_certificate_file=str(certificates / "client.pem"),
        client_key_file=certificates / "client-key.pem",
    )
    texts = Tls(
        ca_certificate=(certificates / "ca.pem").read_bytes(),
        client_certificate=(certificates / "client.pem").read_text(),
        client_key=(certificates / "client-key.pem").read_text(),
    )
    for tls in (files, texts):
        assert secured(tls).resolve().channel_credentials is not None
    shown = repr(texts) + str(secured(texts))
    assert "PRIVATE" not in shown
    assert "client_key=a PEM text" in repr(texts)
    assert "client-key.pem" in str(secured(files))


def test_files_come_from_the_environment_too(certificates: Path) -> None:
    config = Config.from_env(
        {
            "CAMUNDA_GRPC_ADDRESS": "https://localhost",
            "ZEEBE_CA_CERTIFICATE_PATH": str(certificates / "ca.pem"),
            "CAMUNDA_MTLS_CERT_PATH": str(certificates / "client.pem"),
            "CAMUNDA_MTLS_KEY_PATH": str(certificates / "client-key.pem"),
        }
    )
    assert config.resolve().channel_credentials is not None


def test_a_file_that_cannot_be_read_is_refused_by_its_name() -> None:
    error = problem(secured(Tls(ca_certificate_file="/nowhere/ca.pem")))
    assert error.setting == "ca_certificate"
    assert "/nowhere/ca.pem cannot be read" in error.problem
    of_environment = Config.from_env(
        {"ZEEBE_CA_CERTIFICATE_PATH": "/nowhere/ca.pem"}, address="https://localhost"
    )
    assert problem(of_environment).setting == "ZEEBE_CA_CERTIFICATE_PATH"


def test_what_is_no_certificate_is_refused(certificates: Path) -> None:
    key = (certificates / "client-key.pem").read_text()
    certificate = (certificates / "client.pem").read_text()
    damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    for tls, why in (
        (Tls(ca_certificate="nonsense"), "CA certificate has no PEM block"),
        (Tls(ca_certificate=damaged), "CA certificate cannot be used"),
        (Tls(client_certificate="x", client_key=key), "client certificate has no PEM block"),
        (Tls(client_certificate=certificate, client_key="x"), "client key has no PEM block"),
        (Tls(client_certificate=damaged, client_key=key), "do not work"),
    ):
        found = str(problem(secured(tls)))
        assert why in found
        assert "PRIVATE KEY-----\n" not in found


def test_a_key_is_that_of_the_certificate(certificates: Path) -> None:
    tls = Tls(
        client_certificate_file=certificates / "client.pem",
        client_key_file=certificates / "server-key.pem",
    )
    assert "do not work: KEY_VALUES_MISMATCH" in str(problem(secured(tls)))


def test_a_key_with_a_password_is_refused_and_not_asked_about(certificates: Path) -> None:
    encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"
    certificate = certificates / "client.pem"
    tls = Tls(client_certificate_file=certificate, client_key=encrypted)
    assert "has a password" in str(problem(secured(tls)))


def test_a_certificate_needs_its_key(certificates: Path) -> None:
    error = problem(secured(Tls(client_certificate_file=certificates / "client.pem")))
    assert "client_key (CAMUNDA_MTLS_KEY_PATH)" in error.problem


def test_a_text_and_a_file_are_one_too_many(certificates: Path) -> None:
    with pytest.raises(ConfigError, match="tls.ca_certificate: is given both"):
        Tls(ca_certificate="x", ca_certificate_file=certificates / "ca.pem")


def test_settings_for_tls_need_an_address_with_tls(certificates: Path) -> None:
    ca = str(certificates / "ca.pem")
    error = problem(Config(address="http://localhost", tls=Tls(ca_certificate_file=ca)))
    assert error.setting == "tls"
    of_environment = Config.from_env({"ZEEBE_CA_CERTIFICATE_PATH": ca})
    assert problem(of_environment).setting == "ZEEBE_CA_CERTIFICATE_PATH"
    for_tokens = {
        "ZEEBE_CA_CERTIFICATE_PATH": ca,
        "CAMUNDA_CLIENT_ID": "me",
        "CAMUNDA_CLIENT_SECRET": "hush",
        "CAMUNDA_AUTHORIZATION_SERVER_URL": "https://login.example",
    }
    Config.from_env(for_tokens).check()


def test_names_are_those_that_are_said() -> None:
    def options(**settings: str) -> dict[str, str]:
        tls = Tls(server_name=settings.pop("server_name", None))
        config = Config(address="https://localhost", tls=tls, authority=settings.get("authority"))
        return dict(config.resolve().channel_options)

    assert options() == {}
    assert options(authority="gateway.example:8443") == {
        "grpc.default_authority": "gateway.example:8443",
        "grpc.ssl_target_name_override": "gateway.example",
    }
    assert options(authority="a.example", server_name="b.example") == {
        "grpc.default_authority": "a.example",
        "grpc.ssl_target_name_override": "b.example",
    }


def test_the_roots_of_the_system_can_be_chosen(
    certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    system_roots.cache_clear()
    try:
        roots = system_roots()
    finally:
        system_roots.cache_clear()
    assert roots is not None
    ca = (certificates / "ca.pem").read_text().strip()
    assert ca.replace("\n", "") in roots.decode().replace("\n", "")
