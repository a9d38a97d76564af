"""Runs the examples of the package as people do, against a mock gateway.

`python examples.py DIRECTORY MOCK_GATEWAY`
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LIMIT = 60.0
"""How long anything may take, in seconds."""

SCRIPT = {
    "gateway": {
        "processes": {
            "order": [
                {"type": "payment", "retries": 3, "headers": {"limit": "50000"}},
                {"type": "shipping", "retries": 3},
            ]
        }
    }
}


@contextmanager
def gateway(program: str, *arguments: str) -> Iterator[dict[str, Any]]:
    """A mock gateway; gives the line that it prints when it is ready."""
    command = [program, "--port", "0", "--quiet", "--exit-on-eof", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()


def environment(**variables: str) -> dict[str, str]:
    """The environment without settings of a client, and with these."""
    names = ("CAMUNDA_", "ZEEBE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    return {**kept, **variables, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "error"}


def run(example: Path, *arguments: str, env: dict[str, str]) -> str:
    """Runs a program to its end."""
    command = [sys.executable, str(example), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=LIMIT)
    if done.returncode != 0:
        sys.exit(f"{example.name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class Program:
    """A program that runs until it is told to stop."""

    def __init__(self, example: Path, directory: Path, env: dict[str, str]) -> None:
        self._output = directory / f"{example.stem}.log"
        self._name = example.name
        with self._output.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, str(example)], env=env, stdout=output, stderr=output
            )

    def wait_for(self, *texts: str) -> None:
        """Waits until it has printed all of these."""
        end = time.monotonic() + LIMIT
        while not all(text in self._output.read_text() for text in texts):
            if time.monotonic() > end or self._process.poll() is not None:
                self._process.kill()
                sys.exit(f"{self._name} did not print {texts}:\n{self._output.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Asks it to stop, as a supervisor does."""
        self._process.send_signal(signal.SIGTERM)
        self.wait_for_end()

    def wait_for_end(self) -> None:
        """It ends well, having finished what it began."""
        if self._process.wait(LIMIT) != 0 or "stopped with 0 jobs undone" not in self._text():
            sys.exit(f"{self._name} did not stop well:\n{self._text()}")

    def _text(self) -> str:
        return self._output.read_text()


def orders(examples: Path, mock: str, directory: Path) -> None:
    """The starter and both workers, together."""
    script = directory / "script.json"
    script.write_text(json.dumps(SCRIPT))
    with gateway(mock, "--script", str(script)) as ready:
        env = environment(CAMUNDA_GRPC_ADDRESS=ready["address"])
        workers = [
            Program(examples / f"{name}.py", directory, env)
            for name in ("worker", "streaming_worker")
        ]
        printed = run(examples / "starter.py", env=env)
        assert "deployed " in printed, printed
        assert printed.count("started ") == 3, printed
        workers[0].wait_for("order 1 is paid", "order 2 is paid")
        workers[1].wait_for("order 1 is sent off", "order 2 is sent off")
        for worker in workers:
            worker.stop()


def oauth(examples: Path, mock: str, directory: Path) -> None:
    """A gateway with TLS that wants tokens, with settings of code and of the environment."""
    secret = directory / "secret"
    secret.write_text("s3cret\n")
    tls = ("--tls", str(directory / "tls"))
    with gateway(mock, *tls, "--oauth", "--oauth-client", "shop:s3cret") as ready:
        env = environment(
            CAMUNDA_GRPC_ADDRESS=ready["address"],
            CAMUNDA_CA_CERTIFICATE_PATH=ready["ca"],
            CAMUNDA_AUTHORIZATION_SERVER_URL=ready["token_url"],
        )
        variables = {"CAMUNDA_CLIENT_ID": "shop", "CAMUNDA_CLIENT_SECRET": "s3cret"}
        for printed in (
            run(examples / "oauth.py", "shop", str(secret), env=env),
            run(examples / "oauth.py", env=env | variables),
        ):
            assert printed.count("gateway 8.") == 3, printed
            assert "client_secret = ***" in printed, printed
            assert "s3cret" not in printed, printed


def main(examples: Path, mock: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        for play in (orders, oauth):
            play(examples, mock, Path(directory))
            print(f"{play.__name__}: passed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
