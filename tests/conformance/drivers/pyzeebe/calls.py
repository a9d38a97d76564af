"""The calls that pyzeebe has, by the names of the API.

Those of `ZeebeClient` are there for its users. Those on jobs are of the adapter below it, which is what
`ZeebeWorker` makes them with.
"""

import base64
import os
import tempfile

import replies
from errors import Unknown


def whole(value):
    """64-bit numbers come as text. What is none is handed over as it is."""
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return value


def same(value):
    return value


def variables(value):
    """JSON as Python has it, with what JSON has no form for."""
    match value:
        case {"$text": _}:
            raise Unknown("pyzeebe takes no text of JSON")
        case {"$int": text}:
            return int(text)
        case {"$float": text}:
            return float(text)
        case {"$entries": entries}:
            return {name: variables(entry) for name, entry in entries}
        case dict():
            return {name: variables(entry) for name, entry in value.items()}
        case list():
            return [variables(entry) for entry in value]
        case _:
            return value


PROCESS = {
    "bpmnProcessId": ("bpmn_process_id", same),
    "version": ("version", same),
    "variables": ("variables", variables),
    "tenantId": ("tenant_id", same),
}
RESULT = PROCESS | {"requestTimeout": ("timeout", whole), "fetchVariables": ("variables_to_fetch", same)}
CANCEL = {"processInstanceKey": ("process_instance_key", whole)}
DECISION = {
    "decisionKey": ("decision_key", whole),
    "decisionId": ("decision_id", same),
    "variables": ("variables", variables),
    "tenantId": ("tenant_id", same),
}
SIGNAL = {
    "signalName": ("signal_name", same),
    "variables": ("variables", variables),
    "tenantId": ("tenant_id", same),
}
MESSAGE = {
    "name": ("name", same),
    "correlationKey": ("correlation_key", same),
    "variables": ("variables", variables),
    "timeToLive": ("time_to_live_in_milliseconds", whole),
    "messageId": ("message_id", same),
    "tenantId": ("tenant_id", same),
}
COMPLETE = {"jobKey": ("job_key", whole), "variables": ("variables", variables)}
FAIL = COMPLETE | {
    "retries": ("retries", same),
    "errorMessage": ("message", same),
    "retryBackOff": ("retry_back_off_ms", whole),
}
ERROR = COMPLETE | {"errorCode": ("error_code", same), "errorMessage": ("message", same)}
TIMEOUT = {"jobKey": ("job_key", whole), "timeout": ("timeout", whole)}
STREAM = {
    "type": ("task_type", same),
    "worker": ("worker", same),
    "timeout": ("timeout", whole),
    "fetchVariable": ("variables_to_fetch", same),
    "tenantIds": ("tenant_ids", same),
}
POLL = STREAM | {"maxJobsToActivate": ("max_jobs_to_activate", same), "requestTimeout": ("request_timeout", whole)}

# For each call: the method, what it takes, and what it must be given though the API does without.
CALLS = {
    "Topology": (lambda c: c.topology, {}, {}),
    "CreateProcessInstance": (lambda c: c.run_process, PROCESS, {}),
    "CreateProcessInstanceWithResult": (lambda c: c.run_process_with_result, RESULT, {}),
    "CancelProcessInstance": (lambda c: c.cancel_process_instance, CANCEL, {}),
    "EvaluateDecision": (lambda c: c.evaluate_decision, DECISION, {"decision_key": None, "decision_id": None}),
    "BroadcastSignal": (lambda c: c.broadcast_signal, SIGNAL, {}),
    "PublishMessage": (lambda c: c.publish_message, MESSAGE, {}),
    "CompleteJob": (lambda c: c.zeebe_adapter.complete_job, COMPLETE, {"variables": {}}),
    "FailJob": (
        lambda c: c.zeebe_adapter.fail_job,
        FAIL,
        {"message": "", "retry_back_off_ms": 0, "variables": {}},
    ),
    "ThrowError": (lambda c: c.zeebe_adapter.throw_error, ERROR, {"message": "", "variables": {}}),
    "UpdateJobTimeout": (lambda c: c.zeebe_adapter.update_job_timeout, TIMEOUT, {}),
}
# The deadline of a stream is what `ZeebeWorker` gives it unless told otherwise.
STREAMS = {
    "ActivateJobs": (
        lambda c: c.zeebe_adapter.activate_jobs,
        POLL,
        {"variables_to_fetch": [], "request_timeout": 0},
    ),
    "StreamActivatedJobs": (
        lambda c: c.zeebe_adapter.stream_activate_jobs,
        STREAM,
        {"variables_to_fetch": [], "stream_request_timeout": 3600},
    ),
}
RPCS = [*CALLS, *STREAMS, "DeployResource"]


async def call(client, rpc, given, options):
    """Makes a call and gives its reply, or all items of its stream."""
    check(options)
    if rpc == "DeployResource":
        return {"reply": replies.deployed(await deploy(client, given))}
    if rpc in STREAMS:
        return await collected(stream(client, rpc, given, options))
    method, takes, defaults = find(CALLS, rpc)
    nested = given.pop("request", {}) if rpc == "CreateProcessInstanceWithResult" else {}
    reply = await method(client.client)(**defaults | arguments(rpc, takes, given | nested))
    return {"reply": replies.shown(reply)}


def stream(client, rpc, given, options):
    """Opens a stream of jobs."""
    check(options)
    method, takes, defaults = find(STREAMS, rpc)
    return method(client.client)(**defaults | arguments(rpc, takes, given))


async def collected(stream):
    items = []
    try:
        async for item in stream:
            items.append(replies.job(item))
    except Exception as problem:
        problem.items = items
        raise
    return {"items": items}


async def deploy(client, given):
    """It deploys files, and nothing that is in memory: so files are made."""
    tenant = {"tenant_id": given.pop("tenantId")} if "tenantId" in given else {}
    resources = given.pop("resources", [])
    arguments("DeployResource", {}, given)
    with tempfile.TemporaryDirectory() as directory:
        paths = [written(directory, index, resource) for index, resource in enumerate(resources)]
        return await client.client.deploy_resource(*paths, **tenant)


def written(directory, index, resource):
    if not isinstance(resource, dict) or not isinstance(resource.get("name"), str):
        raise Unknown("pyzeebe deploys files, which have a name")
    # A directory for each, as two may have one name.
    place = os.path.join(directory, str(index))
    os.mkdir(place)
    path = os.path.join(place, resource["name"])
    with open(path, "wb") as file:
        file.write(base64.b64decode(resource.get("content", "")))
    return path


def find(table, rpc):
    if rpc not in table:
        raise Unknown(f"pyzeebe has no {rpc}")
    return table[rpc]


def arguments(rpc, takes, given):
    """What is given under the names of pyzeebe's methods."""
    for name in given:
        if name not in takes:
            raise Unknown(f"pyzeebe's {rpc} takes no `{name}`")
    return {takes[name][0]: takes[name][1](value) for name, value in given.items()}


def check(options):
    """It has nothing that is special to one call, and never sends one twice."""
    for name, value in options.items():
        if (name, value) not in [("retry", "never"), ("variables", "value")]:
            raise Unknown(f"a call of pyzeebe has no option `{name}`")
