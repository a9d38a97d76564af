"""What arguments become, and which are refused before anything is sent."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from zeebe_sdk import UNSET, ArgumentError, raw, types, values
from zeebe_sdk._contract import EncodeContext
from zeebe_sdk._contract.rpc import Rpc
from zeebe_sdk._gateway import decode, policy, requests, rpcs

NOBODY = EncodeContext()
ACME = EncodeContext(default_tenant="acme")


def started(context: EncodeContext = NOBODY, **given: Any) -> Any:
    names = ["process_definition_key", "bpmn_process_id", "version", "variables"]
    names += ["start_instructions", "tenant_id", "operation_reference", "runtime_instructions"]
    names += ["tags", "business_id"]
    lists = dict.fromkeys(["start_instructions", "runtime_instructions", "tags"], ())
    defaults = {"version": values.Version.LATEST, "variables": UNSET, **lists}
    arguments = [given.get(name, defaults.get(name)) for name in names]
    return requests.create_process_instance(context, *arguments)


def test_a_version_is_the_latest_or_a_number() -> None:
    assert started(bpmn_process_id="order").version == -1
    assert started(bpmn_process_id="order", version=3).version == 3
    with pytest.raises(ArgumentError, match="CreateProcessInstance: version: must be at least 1"):
        started(bpmn_process_id="order", version=0)


def test_one_of_a_group_is_needed() -> None:
    with pytest.raises(ArgumentError) as refused:
        started()
    problem = "CreateProcessInstance: give one of bpmn_process_id, process_definition_key"
    assert str(refused.value) == problem


def test_the_tenant_is_the_clients_unless_one_is_named() -> None:
    assert started(ACME, bpmn_process_id="order").tenantId == "acme"
    assert started(ACME, bpmn_process_id="order", tenant_id="own").tenantId == "own"
    assert started(bpmn_process_id="order").tenantId == ""


def test_absent_and_empty_are_two_things() -> None:
    assert not started(bpmn_process_id="order").HasField("businessId")
    empty = started(bpmn_process_id="order", business_id="")
    assert empty.HasField("businessId")
    assert started(bpmn_process_id="order", operation_reference=0).HasField("operationReference")


def test_the_path_leads_to_the_bad_value() -> None:
    result = types.JobResult(
        corrections=types.JobResultCorrections(
            candidate_users=types.StringList(values=["a", 3])  # type: ignore[list-item]
        )
    )
    with pytest.raises(ArgumentError) as refused:
        requests.complete_job(7, UNSET, result, None, None)
    assert refused.value.path == "result.corrections.candidate_users.values[1]"
    assert refused.value.rpc == "CompleteJob"
    with pytest.raises(ArgumentError, match=r"tags: must be a list, not str"):
        started(bpmn_process_id="order", tags="ab")
    with pytest.raises(ArgumentError) as refused:
        started(bpmn_process_id="order", start_instructions=[{"element_id": "x"}])
    problem = "must be a ProcessInstanceCreationStartInstruction, not dict"
    assert (refused.value.path, refused.value.problem) == ("start_instructions[0]", problem)


def test_a_message_with_two_of_a_oneof_is_refused() -> None:
    # The API has no oneof of two members in what is sent: one of one passes.
    stop = types.TerminateProcessInstanceInstruction(after_element_id="x")
    instruction = types.ProcessInstanceCreationRuntimeInstruction(terminate=stop)
    message = started(bpmn_process_id="order", runtime_instructions=[instruction])
    assert message.runtimeInstructions[0].WhichOneof("instruction") == "terminate"


def polled(**given: Any) -> Any:
    defaults: dict[str, Any] = {
        "type": "charge",
        "worker": "",
        "timeout": timedelta(seconds=30),
        "max_jobs_to_activate": 5,
        "fetch_variable": values.FetchVariables.ALL,
        "request_timeout": values.RequestTimeout.GATEWAY_DEFAULT,
        "tenant_ids": (),
        "tenant_filter": None,
        "with_lease": None,
    }
    return requests.activate_jobs(ACME, **{**defaults, **given})


def test_named_values_and_others() -> None:
    message = polled()
    assert (message.timeout, message.requestTimeout, list(message.fetchVariable)) == (30_000, 0, [])
    assert polled(request_timeout=values.RequestTimeout.NO_LONG_POLL).requestTimeout == -1
    assert polled(request_timeout=0.0001).requestTimeout == 1
    assert list(polled(fetch_variable=["a"]).fetchVariable) == ["a"]
    with pytest.raises(ArgumentError, match="must not be empty; use FetchVariables.ALL instead"):
        polled(fetch_variable=[])
    with pytest.raises(ArgumentError, match="request_timeout: must be at least 1"):
        polled(request_timeout=0)


def test_tenants_are_filled_in_where_they_are_asked_for_by_name() -> None:
    assert list(polled().tenantIds) == ["acme"]
    assert list(polled(tenant_ids=["own"]).tenantIds) == ["own"]
    assigned = types.TenantFilter.ASSIGNED
    assert list(polled(tenant_filter=assigned).tenantIds) == []


def test_a_reply_keeps_what_it_does_not_know() -> None:
    job = decode.activated_job(rpcs.STREAM_ACTIVATED_JOBS.response(kind=99, listenerEventType=3))
    assert (job.kind, job.kind.name) == (99, "UNKNOWN_99")
    assert job.listener_event_type is None
    assert (job.lease_token, job.variables.value) == (None, {})


def test_every_response_can_be_read_when_it_is_empty() -> None:
    for described in policy.POLICIES:
        rpc = next(r for r in vars(rpcs).values() if getattr(r, "policy", None) is described)
        for item in [rpc.response()] if rpc.items is None else rpc.items(rpc.response()):
            rpc.decode(item)
        assert (rpc.already_applied is not None) == bool(described.already_applied)
        if rpc.already_applied is not None:
            assert rpc.already_applied().already_applied


@pytest.mark.parametrize("rpc", [one for one in vars(rpcs).values() if isinstance(one, Rpc)])
def test_results_have_all_of_their_fields(rpc: Rpc[Any]) -> None:
    reply = rpc.response()
    results = [rpc.decode(reply)] if rpc.items is None else map(rpc.decode, rpc.items(reply))
    for result in results:
        assert type(result).__name__ in repr(result)
        for field in fields(result):
            getattr(result, field.name)


def test_an_empty_job_has_all_of_its_fields() -> None:
    assert "ActivatedJob" in repr(decode.activated_job(raw.ActivatedJob()))
