"""Loads a generated package as a whole and tries what needs nothing of anybody."""

import dataclasses
import importlib
import inspect
import pkgutil

import zeebe_sdk

# What these need is installed only by those who use it.
OPTIONAL = {"zeebe_sdk.pytest_plugin", "zeebe_sdk.worker.opentelemetry"}

for module in pkgutil.walk_packages(zeebe_sdk.__path__, "zeebe_sdk."):
    if module.name not in OPTIONAL:
        importlib.import_module(module.name)

for name in zeebe_sdk.__all__:
    getattr(zeebe_sdk, name)


def classes(scope):
    for value in list(vars(scope).values()):
        if inspect.isclass(value) and value.__module__ == "zeebe_sdk.types":
            yield value
            yield from classes(value)


for found in classes(zeebe_sdk.types):
    if dataclasses.is_dataclass(found):
        fields = dataclasses.fields(found)
        missing = [dataclasses.MISSING] * 2
        if all([field.default, field.default_factory] != missing for field in fields):
            assert found() == found()

from zeebe_sdk._gateway import policy, rpcs

for described in policy.POLICIES:
    constant = [name for name, value in vars(policy).items() if value is described]
    rpc = getattr(rpcs, constant[0], None)
    if rpc is None:
        continue
    message = rpc.response()
    for item in [message] if rpc.items is None else rpc.items(message):
        rpc.decode(item)
    if rpc.already_applied is not None:
        assert rpc.already_applied().already_applied
