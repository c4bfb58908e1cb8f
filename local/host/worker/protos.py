"""The messages that the runtime and a host exchange, as plain dataclasses.

In Azure these are generated from the gRPC contract (`FunctionRpc.proto`). The runtime takes any module that it
is given, and only reads attributes. Names, fields and numbers here are those of that contract, as
far as azure-functions-runtime 1.3 uses them. `None` stands for a field of a `oneof` that is not set.
"""

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Any, ClassVar, Literal

_SAME_SITE = IntEnum("_SAME_SITE", {"None": 0, "Lax": 1, "Strict": 2, "ExplicitNone": 3})


@dataclass(frozen=True)
class RpcException:
    message: str = ""
    stack_trace: str = ""
    source: str = ""


@dataclass(frozen=True)
class StatusResult:
    Failure: ClassVar[int] = 0
    Success: ClassVar[int] = 1

    status: int
    exception: RpcException | None = None


@dataclass(frozen=True)
class NullableString:
    value: str


@dataclass(frozen=True)
class NullableBool:
    value: bool


@dataclass(frozen=True)
class NullableDouble:
    value: float


@dataclass(frozen=True)
class Timestamp:
    seconds: int


@dataclass(frozen=True)
class NullableTimestamp:
    value: Timestamp


@dataclass(frozen=True)
class RpcHttpCookie:
    SameSite: ClassVar[type[IntEnum]] = _SAME_SITE

    name: str
    value: str
    domain: NullableString | None = None
    path: NullableString | None = None
    expires: NullableTimestamp | None = None
    secure: NullableBool | None = None
    http_only: NullableBool | None = None
    same_site: int = 0
    max_age: NullableDouble | None = None


@dataclass(frozen=True)
class TypedData:
    """One value in one of several forms; the form is the field that is set."""

    string: str | None = None
    json: str | None = None
    bytes: builtins.bytes | None = None
    http: "RpcHttp | None" = None
    int: builtins.int | None = None
    double: float | None = None

    def WhichOneof(self, _group: Literal["data"]) -> str | None:  # noqa: N802 - protobuf's own name for it
        return next((name for name, value in vars(self).items() if value is not None), None)


@dataclass(frozen=True)
class RpcHttp:
    method: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: TypedData = field(default_factory=TypedData)
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    status_code: str = ""
    cookies: Sequence[RpcHttpCookie] | None = None
    enable_content_negotiation: bool = False


@dataclass(frozen=True)
class ParameterBinding:
    name: str
    data: TypedData

    def WhichOneof(self, _group: Literal["rpc_data"]) -> str:  # noqa: N802 - protobuf's own name for it
        return "data"


@dataclass(frozen=True)
class BindingInfo:
    inout: ClassVar[int] = 2
    out: ClassVar[int] = 1
    undefined: ClassVar[int] = 0

    type: str
    data_type: int | None
    direction: int


@dataclass(frozen=True)
class RpcRetryOptions:
    max_retry_count: int
    retry_strategy: str
    delay_interval: timedelta | None = None
    minimum_interval: timedelta | None = None
    maximum_interval: timedelta | None = None


@dataclass(frozen=True)
class RpcFunctionMetadata:
    name: str
    function_id: str
    managed_dependency_enabled: bool
    directory: str
    script_file: str
    entry_point: str
    is_proxy: bool
    language: str
    bindings: Mapping[str, BindingInfo]
    raw_bindings: Sequence[str]
    retry_options: RpcRetryOptions | None
    properties: Mapping[str, str]


@dataclass(frozen=True)
class WorkerMetadata:
    runtime_name: str
    runtime_version: str
    worker_version: str
    worker_bitness: str
    custom_properties: Mapping[str, str]


@dataclass(frozen=True)
class WorkerInitRequest:
    function_app_directory: str
    capabilities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkerInitResponse:
    result: StatusResult
    capabilities: Mapping[str, str]
    worker_metadata: WorkerMetadata


@dataclass(frozen=True)
class FunctionMetadataResponse:
    use_default_metadata_indexing: bool
    function_metadata_results: Sequence[RpcFunctionMetadata] | None
    result: StatusResult


@dataclass(frozen=True)
class FunctionLoadRequest:
    function_id: str


@dataclass(frozen=True)
class FunctionLoadResponse:
    function_id: str
    result: StatusResult


@dataclass(frozen=True)
class RpcTraceContext:
    trace_parent: str = ""
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RetryContext:
    retry_count: int = 0
    max_retry_count: int = 0
    exception: RpcException | None = None


@dataclass(frozen=True)
class InvocationRequest:
    invocation_id: str
    function_id: str
    input_data: Sequence[ParameterBinding]
    trigger_metadata: Mapping[str, TypedData] = field(default_factory=dict)
    trace_context: RpcTraceContext = field(default_factory=RpcTraceContext)
    retry_context: RetryContext = field(default_factory=RetryContext)


@dataclass(frozen=True)
class InvocationResponse:
    invocation_id: str
    result: StatusResult
    return_value: TypedData | None = None
    output_data: Sequence[ParameterBinding] = ()


@dataclass(frozen=True)
class StreamingMessage:
    worker_init_request: WorkerInitRequest | None = None
    function_load_request: FunctionLoadRequest | None = None
    invocation_request: InvocationRequest | None = None


@dataclass(frozen=True)
class WorkerRequest:
    """What the runtime is handed: a message and, at the start, where to find these classes."""

    request: StreamingMessage
    properties: Mapping[str, Any] = field(default_factory=dict)
