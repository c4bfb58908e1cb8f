"""Calling a trigger as the worker does, in the app's own environment."""

from collections.abc import Iterator
from contextlib import contextmanager

import azure.functions as func
import pytest
from azure.functions.decorators.function_app import FunctionBuilder

from local.memory.services import SECRET, SITE
from shared.services import the_services


@contextmanager
def app_environment() -> Iterator[None]:
    """Settings for the app's own services. Its storage is not there: nothing may get as far as that."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AzureWebJobsStorage", "UseDevelopmentStorage=true")
        environment.setenv("CAFE_SITE_URL", SITE)
        environment.setenv("CAFE_SECRET", SECRET)
        the_services.cache_clear()
        yield
        the_services.cache_clear()


def call(trigger: object, request: func.HttpRequest) -> func.HttpResponse:
    """What the trigger answers; `trigger` is what its decorators have made of the function."""
    assert isinstance(trigger, FunctionBuilder)
    answer = trigger.build().get_user_function()(request)
    assert isinstance(answer, func.HttpResponse)
    return answer
