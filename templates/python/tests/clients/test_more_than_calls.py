"""What clients do beyond calls: waiting for a gateway, deploying files, running processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from zeebe_sdk import (
    ArgumentError,
    AsyncZeebeClient,
    ClosedError,
    DeadlineExceededError,
    UnimplementedError,
    VariablesError,
    ZeebeClient,
    generated_message_id,
)
from zeebe_sdk.testing import FakeGateway


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway() as served:
        yield served


@pytest.fixture
def client(gateway: FakeGateway) -> Iterator[ZeebeClient]:
    with gateway.client() as made:
        yield made


def topology(*partitions: dict[str, Any], count: int = 1) -> dict[str, Any]:
    return {"partitionsCount": count, "brokers": [{"partitions": list(partitions)}]}


LEADER = {"partitionId": 1, "role": "LEADER", "health": "HEALTHY"}
FOLLOWER = {"partitionId": 1, "role": "FOLLOWER", "health": "HEALTHY"}
SICK = {"partitionId": 1, "role": "LEADER", "health": "UNHEALTHY"}


async def test_a_gateway_is_waited_for_until_its_partitions_are_led(gateway: FakeGateway) -> None:
    states = [topology(count=0), topology(FOLLOWER), topology(SICK), topology(LEADER)]
    gateway.on("Topology", lambda _: states.pop(0))
    async with gateway.async_client() as client:
        ready = await client.wait_until_ready(timeout=30)
    assert ready.partitions_count == 1
    assert states == []


@pytest.mark.parametrize(
    ("state", "missing"),
    [
        (topology(count=0), "the gateway knows of no partition"),
        (topology(FOLLOWER, count=2), "partition 1 has no leader, partition 2 has no leader"),
        (topology(SICK), "the leader of partition 1 is not healthy"),
    ],
)
def test_it_says_what_was_missing(
    gateway: FakeGateway, client: ZeebeClient, state: dict[str, Any], missing: str
) -> None:
    gateway.on("Topology", state)
    with pytest.raises(DeadlineExceededError) as raised:
        client.wait_until_ready(timeout=2)
    assert raised.value.message == f"not ready after 2 s: {missing}"
    assert raised.value.attempts >= 1


def test_no_waiting_helps_where_the_gateway_lacks_the_call(client: ZeebeClient) -> None:
    with pytest.raises(UnimplementedError):
        client.wait_until_ready(timeout=30)


def test_a_closed_client_waits_for_nothing(gateway: FakeGateway) -> None:
    client = gateway.client()
    client.close()
    with pytest.raises(ClosedError):
        client.wait_until_ready()


async def test_files_are_deployed_by_their_base_names(
    gateway: FakeGateway, client: ZeebeClient, tmp_path: Path
) -> None:
    gateway.on("DeployResource", {"key": 7})
    first, second = tmp_path / "größer.bpmn", tmp_path / "b.dmn"
    first.write_bytes(bytes(range(256)))
    second.write_bytes(b"<definitions/>")
    assert client.deploy_files(first, str(second)).key == 7
    (request,) = gateway.requests("DeployResource")
    sent = [(resource.name, resource.content) for resource in request.resources]
    assert sent == [("größer.bpmn", bytes(range(256))), ("b.dmn", b"<definitions/>")]
    async with gateway.async_client() as other:
        assert (await other.deploy_files(first)).key == 7


def test_a_file_that_is_not_there_is_named_and_nothing_is_sent(
    gateway: FakeGateway, client: ZeebeClient, tmp_path: Path
) -> None:
    there = tmp_path / "a.bpmn"
    there.write_bytes(b"a")
    with pytest.raises(ArgumentError) as raised:
        client.deploy_files(there, tmp_path / "nowhere.bpmn")
    assert raised.value.path == "resources[1]"
    assert "nowhere.bpmn" in str(raised.value)
    with pytest.raises(ArgumentError):
        client.deploy_files()
    assert gateway.requests("DeployResource") == []


@dataclass
class Receipt:
    paid: int


ENDED = {"processInstanceKey": 42, "variables": '{"paid":12345678901234567890,"more":1}'}


async def test_a_process_is_run_to_its_end(gateway: FakeGateway, client: ZeebeClient) -> None:
    gateway.on("CreateProcessInstanceWithResult", ENDED)
    result = client.run_process(
        Receipt, bpmn_process_id="order", variables={"total": 5}, request_timeout=2.5
    )
    assert result.variables == Receipt(12345678901234567890)
    assert result.instance.process_instance_key == 42
    (request,) = gateway.requests("CreateProcessInstanceWithResult")
    assert request.request.bpmnProcessId == "order"
    assert request.request.variables == '{"total":5}'
    assert request.requestTimeout == 2_500
    async with gateway.async_client() as other:
        again = await other.run_process(dict[str, int], bpmn_process_id="order")
        assert again.variables["more"] == 1


def test_variables_that_do_not_fit_name_the_instance(
    gateway: FakeGateway, client: ZeebeClient
) -> None:
    gateway.on("CreateProcessInstanceWithResult", ENDED | {"variables": "{}"})
    with pytest.raises(VariablesError) as raised:
        client.run_process(Receipt, bpmn_process_id="order")
    assert raised.value.path == "paid"
    assert "the process instance 42 has completed" in str(raised.value)
    with pytest.raises(ArgumentError):
        client.run_process(Receipt)


def test_ids_of_messages_are_unique() -> None:
    assert len({generated_message_id() for _ in range(100)}) == 100


def test_both_clients_have_the_same_methods() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    assert public(AsyncZeebeClient) == public(ZeebeClient)
