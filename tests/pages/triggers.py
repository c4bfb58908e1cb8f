"""Asking at a door, in the app's own environment."""

from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func
import pytest

from local.memory.services import ENVIRONMENT
from shared import clock
from shared.services import of_this_process
from shared.web.doors import Door


@contextmanager
def app_environment() -> Iterator[None]:
    """Settings for the app's own services. Its storage is not there: nothing may get as far as that."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {"AzureWebJobsStorage": "UseDevelopmentStorage=true", **ENVIRONMENT}.items():
            environment.setenv(name, value)
        of_this_process.cache_clear()
        yield
        of_this_process.cache_clear()


def call(door: Door, request: func.HttpRequest) -> func.HttpResponse:
    """What the door answers on the app's own services."""
    return door.answer(of_this_process(), request, clock.now())
