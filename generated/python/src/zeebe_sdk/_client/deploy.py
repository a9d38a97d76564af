"""Files to deploy, taken from the disk by their paths."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Protocol

from ..errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..options import CallOptions
    from ..types import DeployResourceResponse, Resource

__all__ = ["AsyncDeploy", "Deploy"]


class _AsyncDeploys(Protocol):
    async def deploy_resource(
        self, *, resources: Sequence[Resource], options: CallOptions | None = None
    ) -> DeployResourceResponse: ...


class _Deploys(Protocol):
    def deploy_resource(
        self, *, resources: Sequence[Resource], options: CallOptions | None = None
    ) -> DeployResourceResponse: ...


class AsyncDeploy:
    """Deploys files by their paths, for asyncio."""

    async def deploy_files(
        self: _AsyncDeploys, *paths: str | os.PathLike[str], options: CallOptions | None = None
    ) -> DeployResourceResponse:
        """Deploys the files at these paths together, each under its base name.

        The gateway goes by the name: the extension says what kind of file it is, and a file that
        is deployed again under the same name is a new version only if its content differs.

        Args:
            paths: The files; at least one.
            options: What is special about this call.

        Returns:
            What was deployed.

        Raises:
            ArgumentError: If a file cannot be read; the error names it, and nothing is sent.
            CallError: If the call fails.
        """
        resources = await asyncio.to_thread(_read_all, paths)
        return await self.deploy_resource(resources=resources, options=options)


class Deploy:
    """Deploys files by their paths."""

    def deploy_files(
        self: _Deploys, *paths: str | os.PathLike[str], options: CallOptions | None = None
    ) -> DeployResourceResponse:
        """Deploys the files at these paths together, each under its base name.

        The gateway goes by the name: the extension says what kind of file it is, and a file that
        is deployed again under the same name is a new version only if its content differs.

        Args:
            paths: The files; at least one.
            options: What is special about this call.

        Returns:
            What was deployed.

        Raises:
            ArgumentError: If a file cannot be read; the error names it, and nothing is sent.
            CallError: If the call fails.
        """
        return self.deploy_resource(resources=_read_all(paths), options=options)


def _read_all(paths: Sequence[str | os.PathLike[str]]) -> list[Resource]:
    return [_read(f"resources[{index}]", path) for index, path in enumerate(paths)]


def _read(field: str, given: str | os.PathLike[str]) -> Resource:
    from ..types import Resource

    # Without pathlib, which is a fifth of what importing the client takes.
    path = os.fspath(given)
    name = os.path.basename(path)
    try:
        name.encode()
        with open(path, "rb") as file:
            return Resource(name=name, content=file.read())
    except UnicodeEncodeError:
        problem = f"the file {path!r} has a name that is not UTF-8"
    except OSError as error:
        problem = f"the file '{path}' cannot be read: {error.strerror or error}"
    raise ArgumentError(field, problem).of("DeployResource") from None
