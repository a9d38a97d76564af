"""The gateway in the process of a test."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from grpc import StatusCode

from zeebe_sdk import AsyncZeebeClient, ZeebeClient, raw
from zeebe_sdk.errors import (
    FailedPreconditionError,
    InternalError,
    InvalidArgumentError,
    NotFoundError,
    UnimplementedError,
)
from zeebe_sdk.testing import FakeGateway, NoOutcomeError, Refusal, TestJob
from zeebe_sdk.worker import BpmnError, Completion, JobFailure, Worker


def test_answers_as_the_test_says(zeebe_gateway: FakeGateway, zeebe_client: ZeebeClient) -> None:
    def start() -> int:
        return zeebe_client.create_process_instance(bpmn_process_id="a").process_instance_key

    with pytest.raises(UnimplementedError, match=r"gateway\.on\(\"CreateProcessInstance\""):
        start()
    zeebe_gateway.on("CreateProcessInstance", {"processInstanceKey": 42})
    assert start() == 42
    reply = raw.CreateProcessInstanceResponse(processInstanceKey=7)
    zeebe_gateway.on("CreateProcessInstance", reply)
    assert start() == 7
    zeebe_gateway.on("CreateProcessInstance", lambda r: {"bpmnProcessId": r.bpmnProcessId * 2})
    assert zeebe_client.create_process_instance(bpmn_process_id="ab").bpmn_process_id == "abab"
    zeebe_gateway.on("CreateProcessInstance", Refusal(StatusCode.INVALID_ARGUMENT, "no"))
    with pytest.raises(InvalidArgumentError, match="no"):
        start()
    ids = [r.bpmnProcessId for r in zeebe_gateway.requests("CreateProcessInstance")]
    assert ids == ["a", "a", "a", "ab", "a"]


def test_an_answer_that_raises_says_so(
    zeebe_gateway: FakeGateway, zeebe_client: ZeebeClient
) -> None:
    def answer(request: Any) -> None:
        assert request.bpmnProcessId == "b"

    zeebe_gateway.on("CreateProcessInstance", answer)
    with pytest.raises(InternalError, match="the test's answer to CreateProcessInstance raised"):
        zeebe_client.create_process_instance(bpmn_process_id="a")


def test_what_the_api_has_not_is_refused(zeebe_gateway: FakeGateway) -> None:
    with pytest.raises(LookupError, match="'Fly'"):
        zeebe_gateway.on("Fly", None)
    with pytest.raises(LookupError, match="it has ActivateJobs, "):
        zeebe_gateway.requests("Fly")


async def test_streams_are_answered_by_several(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    refusal = Refusal(StatusCode.INTERNAL, "broken")
    zeebe_gateway.on("ActivateJobs", [{"jobs": [{"key": "1"}, {"key": "2"}]}, refusal])
    stream = async_zeebe_client.activate_jobs(
        type="pay", worker="w", timeout=60, max_jobs_to_activate=5
    )
    jobs = aiter(stream)
    assert [(await anext(jobs)).key for _ in range(2)] == [1, 2]
    with pytest.raises(InternalError, match="broken"):
        await anext(jobs)


async def test_jobs_live_as_at_a_gateway(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    client = async_zeebe_client
    added = zeebe_gateway.add_job(TestJob("pay", key=5, variables={"a": 1, "b": 2}))
    other = zeebe_gateway.add_job("pay", key=5)
    assert added.key == 5
    assert other.key != 5

    async def activate(timeout: float = 60) -> list[Any]:
        stream = client.activate_jobs(
            type="pay",
            worker="me",
            timeout=timeout,
            max_jobs_to_activate=1,
            fetch_variable=["a"],
            request_timeout=1,
        )
        return [job async for job in stream]

    with pytest.raises(NoOutcomeError, match="nobody has asked for jobs of type 'pay'"):
        added.wait(0)
    (job,) = await activate(0.1)
    assert (job.key, job.variables.value, job.worker, job.retries) == (5, {"a": 1}, "me", 3)
    with pytest.raises(NoOutcomeError, match="worker 'me' has it"):
        await added.outcome(0)
    # The other one, and after its reservation the first again.
    assert [job.key for job in await activate()] == [other.key]
    assert [job.key for job in await activate()] == [5]
    await client.fail_job(job_key=5, retries=1, retry_back_off=0.05, error_message="no")
    outcome = await added.outcome()
    assert isinstance(outcome, JobFailure)
    assert (outcome.message, outcome.retries, outcome.retry_backoff) == ("no", 1, 0.05)
    with pytest.raises(FailedPreconditionError):
        await client.complete_job(job_key=5)
    (job,) = await activate()
    assert (job.key, job.retries) == (5, 1)
    await client.complete_job(job_key=5, variables={"done": True})
    assert added.wait() == Completion({"done": True})
    with pytest.raises(NotFoundError):
        await client.complete_job(job_key=5)
    await client.throw_error(job_key=other.key, error_code="c")
    assert isinstance(other.wait(), BpmnError)
    with pytest.raises(NoOutcomeError, match="it has had its last outcome"):
        other.wait(0)


async def test_a_poll_waits_for_a_first_job(
    zeebe_gateway: FakeGateway, async_zeebe_client: AsyncZeebeClient
) -> None:
    polling = async_zeebe_client.activate_jobs(
        type="pay", worker="me", timeout=60, max_jobs_to_activate=9, request_timeout=20
    )
    waiting = asyncio.ensure_future(polling.next_message())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    zeebe_gateway.add_job("pay")
    message: Any = await asyncio.wait_for(waiting, 5)
    assert len(message.jobs) == 1


async def test_ends_at_once_whoever_waits() -> None:
    gateway = FakeGateway()
    async with gateway.async_client() as client:
        worker = Worker(client, stream=True)

        @worker.job("pay")
        async def pay() -> None: ...

        async with worker:
            while not gateway.requests("StreamActivatedJobs"):
                await asyncio.sleep(0.005)
            begin = time.monotonic()
            gateway.close()
            gateway.close()
            assert time.monotonic() - begin < 3


async def test_the_fixtures_are_of_one_gateway(
    zeebe_gateway: FakeGateway, zeebe_client: ZeebeClient, async_zeebe_client: AsyncZeebeClient
) -> None:
    zeebe_gateway.on("Topology", {"clusterSize": 3})
    assert (await async_zeebe_client.topology()).cluster_size == 3
    assert (await asyncio.to_thread(zeebe_client.topology)).cluster_size == 3
    assert len(zeebe_gateway.requests("Topology")) == 2


def test_clients_have_settings_of_their_own_and_none_of_the_environment(
    zeebe_gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMUNDA_DEFAULT_TENANT_ID", "elsewhere")
    zeebe_gateway.on("CreateProcessInstance", None)
    with zeebe_gateway.client(tenant="here") as client:
        client.create_process_instance(bpmn_process_id="a")
    with zeebe_gateway.client() as client:
        client.create_process_instance(bpmn_process_id="a")
    assert [r.tenantId for r in zeebe_gateway.requests("CreateProcessInstance")] == ["here", ""]
