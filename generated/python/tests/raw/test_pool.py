"""The messages live in a pool of their own, whatever else a process has loaded."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass

from zeebe_sdk import raw


def another_gateway() -> type:
    """A `gateway.proto` of another release, in the pool that a process shares."""
    number, text = FieldDescriptorProto.TYPE_INT64, FieldDescriptorProto.TYPE_STRING
    label = FieldDescriptorProto.LABEL_OPTIONAL
    fields = [
        FieldDescriptorProto(name="jobKey", number=1, type=number, label=label),
        FieldDescriptorProto(name="somethingElse", number=2, type=text, label=label),
    ]
    file = FileDescriptorProto(
        name="gateway.proto",
        package="gateway_protocol",
        syntax="proto3",
        message_type=[DescriptorProto(name="CompleteJobRequest", field=fields)],
    )
    shared = Default()
    shared.AddSerializedFile(file.SerializeToString())
    found = shared.FindMessageTypeByName("gateway_protocol.CompleteJobRequest")
    return GetMessageClass(found)


def test_another_gateway_in_the_shared_pool_does_no_harm() -> None:
    other = another_gateway()
    assert other is not raw.CompleteJobRequest
    ours = raw.CompleteJobRequest(jobKey=7, variables='{"a": 1}')
    theirs = other(jobKey=7, somethingElse='{"a": 1}')
    # The same bytes, read by each in its own way.
    assert ours.SerializeToString() == theirs.SerializeToString()
    assert raw.CompleteJobRequest.FromString(theirs.SerializeToString()) == ours


# Not imported here: it would meet what other tests have put into the shared pool.
@pytest.mark.skipif(find_spec("pyzeebe") is None, reason="pyzeebe is not installed")
@pytest.mark.parametrize("first", ["zeebe_sdk.raw", "pyzeebe"])
def test_pyzeebe_in_the_same_process(first: str) -> None:
    second = {"zeebe_sdk.raw": "pyzeebe", "pyzeebe": "zeebe_sdk.raw"}[first]
    program = (
        f"import {first}, {second}\n"
        "from zeebe_sdk import raw\n"
        "raw.CompleteJobRequest(jobKey=7).SerializeToString()\n"
    )
    # A process of its own, because this one may have loaded either already.
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_message_goes_over_the_wire_and_back() -> None:
    job = raw.ActivatedJob(
        key=7,
        type="charge",
        kind=raw.ActivatedJob.EXECUTION_LISTENER,
        userTask=raw.UserTaskProperties(assignee=""),
        tags=["a", "b"],
    )
    read = raw.ActivatedJob.FromString(job.SerializeToString())
    assert read == job
    assert read.userTask.HasField("assignee")
    assert not read.userTask.HasField("action")
    assert list(read.tags) == ["a", "b"]


def test_enums_are_wrapped_and_their_values_beside_them() -> None:
    assert raw.TenantFilter.Name(raw.ASSIGNED) == "ASSIGNED"
    assert raw.ActivatedJob.JobKind.Value("TASK_LISTENER") == raw.ActivatedJob.TASK_LISTENER


def test_every_rpc_has_a_path() -> None:
    assert raw.METHODS["Topology"] == "/gateway_protocol.Gateway/Topology"
    assert len(set(raw.METHODS.values())) == len(raw.METHODS)
