"""The file that keeps tokens between runs of a program."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest

from zeebe_sdk.credentials.oauth.cache import Cache
from zeebe_sdk.credentials.secret import Secret

posix = pytest.mark.skipif(os.name != "posix", reason="there are no modes here")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def kept(cache: Cache) -> str | None:
    found = cache.read()
    return None if found is None else found[0].reveal()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a" / "b" / "tokens.json"


def test_a_token_is_kept_with_the_time_that_is_left(file: Path) -> None:
    Cache(file, "one").write(Secret("token"), 100)
    found = Cache(file, "one").read()
    assert found is not None
    assert found[0].reveal() == "token"
    assert 90 < found[1] <= 100
    assert Cache(file, "other").read() is None


@posix
def test_it_is_for_its_owner_alone(file: Path) -> None:
    Cache(file, "one").write(Secret("token"), 100)
    assert (mode(file), mode(file.parent), mode(file.parent.parent)) == (0o600, 0o700, 0o700)
    assert os.listdir(file.parent) == [file.name]


@posix
def test_one_that_others_can_read_is_not_used(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = Cache(file, "one")
    cache.write(Secret("token"), 100)
    file.chmod(0o644)
    assert cache.read() is None
    assert "mode 644, it has to be 600" in caplog.text
    assert "token," not in caplog.text
    file.unlink()
    file.symlink_to("/etc/hostname")
    assert cache.read() is None


def test_clients_keep_theirs_beside_each_other_and_what_has_ended_goes(file: Path) -> None:
    one, other = Cache(file, "one"), Cache(file, "other")
    one.write(Secret("first"), 100)
    other.write(Secret("second"), 100)
    Cache(file, "third").write(Secret("third"), 0)
    assert (kept(one), kept(other)) == ("first", "second")
    one.forget()
    assert (kept(one), kept(other)) == (None, "second")
    assert list(json.loads(file.read_bytes())["tokens"]) == ["other"]


def test_to_forget_makes_no_file(file: Path) -> None:
    Cache(file, "one").forget()
    assert not file.parent.exists()


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", '{"tokens": 3}', '{"tokens": {"one": 3}}', '{"tokens": {"one": {}}}',
        '{"tokens": {"one": {"access_token": "a b", "obtained_at": 0, "expires_at": 99999999999}}}',
        '{"tokens": {"one": {"access_token": "a", "obtained_at": true, "expires_at": 1e300}}}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_replaced(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(content)
    file.chmod(0o600)
    cache = Cache(file, "one")
    assert cache.read() is None
    cache.write(Secret("token"), 100)
    assert kept(cache) == "token"


def test_a_clock_that_was_set_back_knows_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(file, "one")
    cache.write(Secret("token"), 100)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 1000)
    assert cache.read() is None
    monkeypatch.setattr(time, "time", lambda: now + 101)
    assert cache.read() is None


def test_a_file_that_cannot_be_written_is_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "tokens.json", "one")
    cache.write(Secret("a-token"), 100)
    assert "cannot be written" in caplog.text
    assert "a-token" not in caplog.text
