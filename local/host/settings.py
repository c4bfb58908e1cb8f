"""App settings: `local.settings.json` into the environment, and `%NAME%` out of it."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from local.host.errors import HostError


class _LocalSettings(BaseModel):
    model_config = ConfigDict(frozen=True)

    encrypted: bool = Field(False, alias="IsEncrypted")
    values: dict[str, str] = Field(default_factory=dict, alias="Values")


def load_settings(file: Path) -> None:
    """Puts the file's values into the environment. A value that is set there already wins, as with Core Tools."""
    for name, value in _read(file).items():
        os.environ.setdefault(name, value)


def _read(file: Path) -> Mapping[str, str]:
    try:
        settings = _LocalSettings.model_validate_json(file.read_bytes())
    except OSError as error:
        raise HostError(f"The settings file {file} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise HostError(f"The settings file {file} is wrong: {first_mistake(error)}.") from error
    if settings.encrypted:
        raise HostError(f"The settings file {file} is encrypted: run `func settings decrypt`.")
    return settings.values


def first_mistake(error: ValidationError) -> str:
    """The first thing wrong in a file, with its place in it."""
    mistake = error.errors(include_url=False)[0]
    place = ".".join(str(step) for step in mistake["loc"])
    return f"{place}: {mistake['msg']}" if place else mistake["msg"]


def expand(text: str, environment: Mapping[str, str], place: str) -> str:
    """`text` with the app setting for each `%NAME%`. Raises HostError, naming `place`, if it is not set."""

    def value_of(match: re.Match[str]) -> str:
        name = match[1]
        if name not in environment:
            raise HostError(f"{place} reads the app setting {name}, which is not set.")
        return environment[name]

    return re.sub(r"%([^%]+)%", value_of, text)


def connection_string(name: str, environment: Mapping[str, str], place: str) -> str:
    """The connection string behind a trigger's `connection`. Raises HostError if there is none.

    Azure looks for `AzureWebJobs<name>` too. An identity-based connection (`<name>__queueServiceUri`) is
    refused: it needs a token, and a developer's machine cannot get one.
    """
    name = name or "AzureWebJobsStorage"
    found = environment.get(name) or environment.get(f"AzureWebJobs{name}")
    if found:
        return found
    if any(key.startswith(f"{name}__") for key in environment):
        raise HostError(
            f"{place} uses the identity-based connection {name}__*; this host needs a connection string in {name}."
        )
    raise HostError(f"{place} uses the connection {name}, which is not set.")
