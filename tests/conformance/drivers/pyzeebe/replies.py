"""Replies as JSON: the fields that pyzeebe's classes have, under the names of the API."""

import dataclasses
import enum
import json

# Fields that hold what pyzeebe has read from a text of JSON.
JSON_TEXTS = {"variables", "custom_headers", "decision_output", "input_value", "output_value"}

# Which member of the oneof a class stands for.
METADATA = {
    "ProcessMetadata": "process",
    "DecisionMetadata": "decision",
    "DecisionRequirementsMetadata": "decisionRequirements",
    "FormMetadata": "form",
}


def shown(reply):
    """A reply, or anything in one."""
    match reply:
        case enum.IntEnum():
            return reply.name
        case list():
            return [shown(item) for item in reply]
        case _ if dataclasses.is_dataclass(reply):
            names = [field.name for field in dataclasses.fields(reply)]
            return {camel(name): of_field(name, getattr(reply, name)) for name in names}
        case _:
            return reply


def of_field(name, value):
    if name in JSON_TEXTS:
        # Jobs have views of dictionaries.
        return text(dict(value) if hasattr(value, "keys") else value)
    return shown(value)


def text(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def deployed(reply):
    """The reply to a deployment, which has a oneof."""
    deployments = [{METADATA[type(one).__name__]: shown(one)} for one in reply.deployments]
    return {**shown(dataclasses.replace(reply, deployments=[])), "deployments": deployments}


def job(job):
    """A job; its status is pyzeebe's own."""
    fields = shown(job)
    del fields["status"]
    return fields


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
