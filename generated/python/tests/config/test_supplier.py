"""What the user's own function supplies."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import traceback
from concurrent.futures import Future, wait
from typing import Any

import pytest

from zeebe_sdk.config import Config
from zeebe_sdk.credentials import Bearer, Occasion, Supplier
from zeebe_sdk.credentials.authenticator import Authenticator, NoProof, Proof


def patience(future: Future[Any] | None, seconds: float | None) -> None:
    wait([future or Future()], timeout=10 if seconds is None else seconds)


def authenticator_of(supply: Any) -> Authenticator:
    authenticator = Config(credentials=Supplier(supply)).resolve().authenticator
    assert authenticator is not None
    return authenticator


async def proofs(supply: Any) -> list[Proof]:
    """Both ways to ask."""
    authenticator = authenticator_of(supply)
    ask = authenticator.prove_in_thread
    return [
        await authenticator.prove(Occasion.ATTEMPT),
        await asyncio.to_thread(ask, Occasion.ATTEMPT, patience),
    ]


async def texts(supply: Any) -> set[str]:
    """What both ways fail with."""
    authenticator = authenticator_of(supply)
    with pytest.raises(NoProof) as caught:
        await authenticator.prove(Occasion.ATTEMPT)
    with pytest.raises(NoProof) as of_thread:
        authenticator.prove_in_thread(Occasion.ATTEMPT, patience)
    return {caught.value.text, of_thread.value.text}


async def supply_later(occasion: Occasion) -> str:
    await asyncio.sleep(0)
    return "a-token"


SECRET = "s3cret"


class Vault:
    async def __call__(self, occasion: Occasion) -> dict[str, str]:
        return {"authorization": "Bearer a-token"}


@pytest.mark.parametrize(
    "supply",
    [
        lambda occasion: "a-token",
        lambda occasion: {"authorization": "Bearer a-token"},
        lambda occasion: [("authorization", "Bearer a-token")],
        lambda occasion: supply_later(occasion),
        supply_later,
        Vault(),
    ],
)
async def test_a_token_or_metadata_comes_from_any_function(supply: Any) -> None:
    for proof in await proofs(supply):
        assert proof.metadata == (("authorization", "Bearer a-token"),)
        assert "a-token" not in repr(proof)


async def test_the_function_knows_the_occasion_and_is_asked_each_time() -> None:
    asked: list[Occasion] = []

    def supply(occasion: Occasion) -> str:
        asked.append(occasion)
        return str(len(asked))

    authenticator = authenticator_of(supply)
    assert authenticator.can_renew
    assert authenticator.ready() is None
    first = await authenticator.prove(Occasion.ATTEMPT)
    second = await authenticator.prove(Occasion.UNAUTHENTICATED)
    assert first != second
    assert asked == [Occasion.ATTEMPT, Occasion.UNAUTHENTICATED]


async def test_a_failure_is_told_with_its_text() -> None:
    def fails(occasion: Occasion) -> str:
        raise RuntimeError("the vault is closed")

    assert await texts(fails) == {"no credentials: the vault is closed"}


@pytest.mark.parametrize("supplied", [None, 3, [3], [("a", "b", "c")]])
async def test_what_is_neither_a_token_nor_metadata_is_told(supplied: Any) -> None:
    (text,) = await texts(lambda occasion: supplied)
    assert "neither a token nor metadata" in text or "cannot be sent" in text


async def test_line_ends_are_not_sent_and_not_shown() -> None:
    (text,) = await texts(lambda occasion: "s3cret\nx-admin: yes")
    assert "cannot be sent" in text
    assert "s3cret" not in text


async def test_a_function_that_blocks_does_not_block_the_loop() -> None:
    let_go = threading.Event()
    authenticator = authenticator_of(lambda occasion: str(let_go.wait(10)))
    asking = asyncio.create_task(authenticator.prove(Occasion.ATTEMPT))
    await asyncio.sleep(0.05)
    assert not asking.done()
    let_go.set()
    assert (await asking).metadata == (("authorization", "Bearer True"),)


async def test_context_variables_of_the_caller_are_there() -> None:
    user: contextvars.ContextVar[str] = contextvars.ContextVar("user", default="nobody")
    user.set("me")
    authenticator = authenticator_of(lambda occasion: user.get())
    proof = await authenticator.prove(Occasion.ATTEMPT)
    assert proof.metadata == (("authorization", "Bearer me"),)


def test_a_traceback_with_the_values_of_variables_shows_no_secret() -> None:
    credentials = Bearer(SECRET)
    try:
        Config(address="http://gateway.example", credentials=credentials).check()
    except Exception as error:
        shown = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        assert "s3cret" not in "".join(shown)
    else:
        pytest.fail("it is refused")
