"""`host.json`: the few of its settings that this host obeys, with Azure's defaults.

Sources: Azure docs, functions-host-json and functions-bindings-storage-queue (host.json settings). The host
does not read sections that belong to Azure alone (logging, extensionBundle, ...).
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from local.host.errors import HostError
from local.host.settings import first_mistake

_TIME_SPAN = re.compile(r"(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]\d):([0-5]\d)")


def _time_span(value: object) -> timedelta:
    """.NET's `[d.]hh:mm:ss`."""
    match = _TIME_SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} should be a time span such as 00:00:30")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _time_limit(value: object) -> timedelta | None:
    return None if value in ("-1", -1) else _time_span(value)


TimeSpan = Annotated[timedelta, BeforeValidator(_time_span)]
TimeLimit = Annotated[timedelta | None, BeforeValidator(_time_limit)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Queues(_Section):
    """How queue triggers poll, retry and give up; the same for every queue function of the app."""

    batch_size: int = Field(16, alias="batchSize", ge=1, le=32)
    threshold: int | None = Field(None, alias="newBatchThreshold", ge=0)
    max_dequeue_count: int = Field(5, alias="maxDequeueCount", ge=1)
    visibility_timeout: TimeSpan = Field(timedelta(0), alias="visibilityTimeout")
    max_polling_interval: TimeSpan = Field(timedelta(minutes=1), alias="maxPollingInterval")
    encoding: Literal["base64", "none"] = Field("base64", alias="messageEncoding")

    @property
    def new_batch_threshold(self) -> int:
        """The host fetches a new batch as soon as it works on no more than this many messages."""
        return self.batch_size // 2 if self.threshold is None else self.threshold


class Http(_Section):
    route_prefix: str = Field("api", alias="routePrefix")


class Extensions(_Section):
    http: Http = Field(default_factory=Http)
    queues: Queues = Field(default_factory=Queues)


class HostJson(_Section):
    version: Literal["2.0"]
    function_timeout: TimeLimit = Field(timedelta(minutes=30), alias="functionTimeout")
    extensions: Extensions = Field(default_factory=Extensions)


def read_host_json(app: Path) -> HostJson:
    """The app's `host.json`. If it cannot be used, this raises HostError with the place of the first mistake."""
    file = app / "host.json"
    try:
        return HostJson.model_validate_json(file.read_bytes())
    except OSError as error:
        raise HostError(f"{file} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise HostError(f"{file} is wrong: {first_mistake(error)}.") from error
