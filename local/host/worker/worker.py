"""Microsoft's runtime, called as Azure's worker process calls it. Only this file imports it.

The runtime keeps the loaded app in its own module, so a process loads one app.
"""

import contextlib
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import azure_functions_runtime as runtime

from local.host.errors import HostError
from local.host.worker import protos
from local.host.worker.protos import InvocationRequest, InvocationResponse, RpcException, RpcFunctionMetadata

_INSTALLED = ("site-packages", f"{os.sep}lib{os.sep}python")


async def load(app: Path) -> Sequence[RpcFunctionMetadata]:
    """Imports the app and returns its functions. Raises HostError for an app that Azure could not load.

    The app's directory becomes the current one and the first on the import path, as in Azure. Synchronous
    functions get the runtime's thread pool (`PYTHON_THREADPOOL_THREAD_COUNT` threads).
    """
    script = app / os.environ.get("PYTHON_SCRIPT_FILE_NAME", "function_app.py")
    if not script.is_file():
        raise HostError(f"There is no {script.name} in {app}.")
    os.chdir(app)
    sys.path.insert(0, str(app))
    runtime.start_threadpool_executor()
    with _quiet_runtime():
        await _index(app)
    return await _functions(script)


async def invoke(request: InvocationRequest) -> InvocationResponse:
    """Runs a function. If the function raises an error, that is in the response; nothing is raised."""
    runtime.invocation_id_cv.set(request.invocation_id)
    message = protos.StreamingMessage(invocation_request=request)
    response: InvocationResponse = await runtime.invocation_request(protos.WorkerRequest(message))
    return response


def current_invocation() -> str | None:
    """The id of the invocation this code runs in, in a coroutine or in a thread of the pool."""
    invocation: str | None = runtime.invocation_id_cv.get()
    return invocation


async def _index(app: Path) -> None:
    message = protos.StreamingMessage(worker_init_request=protos.WorkerInitRequest(str(app)))
    request = protos.WorkerRequest(message, {"host": "127.0.0.1", "protos": protos})
    try:
        response: protos.WorkerInitResponse = await runtime.worker_init_request(request)
    except SystemExit as error:
        raise HostError(f"The app ended the process while it was imported, with {error.code!r}.") from error
    if response.result.exception:
        raise HostError(_sentence(response.result.exception, app))


async def _functions(script: Path) -> Sequence[RpcFunctionMetadata]:
    request = protos.WorkerRequest(protos.StreamingMessage())
    response: protos.FunctionMetadataResponse = await runtime.functions_metadata_request(request)
    functions = response.function_metadata_results or ()
    if not functions:
        raise HostError(f"{script} declares no functions.")
    for function in functions:
        await _load_function(function)
    return functions


async def _load_function(function: RpcFunctionMetadata) -> None:
    message = protos.StreamingMessage(function_load_request=protos.FunctionLoadRequest(function.function_id))
    response: protos.FunctionLoadResponse = await runtime.function_load_request(protos.WorkerRequest(message))
    if response.result.exception:
        raise HostError(f"The function {function.name} cannot be loaded: {response.result.exception.message}")


def _sentence(error: RpcException, app: Path) -> str:
    """The exception, without the runtime's advice for Azure, and the app's own line nearest to it."""
    message = error.message.partition(". Cannot find module.")[0].strip().rstrip(".")
    line = _last_app_line(error.stack_trace, app)
    return f"The app cannot be loaded: {message}{f' ({line})' if line else ''}."


def _last_app_line(trace: str, app: Path) -> str | None:
    lines = re.findall(r'File "([^"]+)", line (\d+)', trace)
    own = [
        f"{Path(file).relative_to(app)}, line {number}"
        for file, number in lines
        if Path(file).is_relative_to(app) and not any(part in file for part in _INSTALLED)
    ]
    return own[-1] if own else None


@contextlib.contextmanager
def _quiet_runtime() -> Iterator[None]:
    """While indexing, the runtime logs the traceback that it also returns. Once is enough."""
    log = logging.getLogger("azure.functions")
    before, log.disabled = log.disabled, not log.isEnabledFor(logging.DEBUG)
    try:
        yield
    finally:
        log.disabled = before


def end_threads() -> None:
    """Ends the thread pool. Returns at once when no thread is stuck in a function."""
    runtime.stop_threadpool_executor()
