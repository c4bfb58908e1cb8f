"""What a call means where it leaves a number, a yes or no, or a choice out, said once more."""

import inspect
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from importlib import import_module
from itertools import chain
from typing import Any

from pydantic import BaseModel

from tests.the_app import ROOT

DEFAULTS: dict[str, dict[str, object]] = {
    "functions.console.bulletin._shown": {"status": 200},
    "shared.delivery.sending._put_back": {"booked": False},
    "shared.feeds.WebFeeds.__init__": {"limit": timedelta(seconds=20), "largest": 2_000_000},
    "shared.figures.counting.figures_of": {"reported": True},
    "shared.graph.microsoft.answers.error_of": {"repeatable": True},
    "shared.graph.microsoft.client.MicrosoftGraph.__init__": {"patience": timedelta(seconds=30)},
    "shared.graph.microsoft.connection.Connection.ask": {"repeatable": True},
    "shared.graph.microsoft.mailbox.Mailbox._ask": {"repeatable": True},
    "shared.mail.deliveries.announce": {"lane": "transactional"},
    "shared.mail.pacing.Reservation.__init__": {"booked": False},
    "shared.operations.health.Health.__init__": {"oldest_due_seconds": 0, "failed": 0},
    "shared.pages.my_registration.MyRegistration.__init__": {
        "can_cancel": False,
        "waiting": False,
        "comes_always": False,
    },
    "shared.registrations.registering.register": {"standing": False},
    "shared.storage.changing.insist": {"attempts": 20},
    "shared.storage.queues.AzureQueues.send": {"delay": timedelta(0)},
    "shared.storage.queues.Queues.send": {"delay": timedelta(0)},
    "shared.web.description.Operation.__init__": {"is_checked": True, "largest": 262_144, "is_page": False},
    "shared.web.description.takes": {"is_checked": True},
    "shared.web.requests.json_body": {"largest": 262_144},
    "shared.web.requests.small_body": {"largest": 262_144},
    "shared.web.responses.as_json": {"status": 200},
    "shared.web.responses.page": {"status": 200},
}


def calls(module: str, names: Mapping[str, Any], within: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every function of this module with such defaults; a dataclass is one by its fields."""
    for name, value in list(names.items()):
        value = inspect.unwrap(value) if inspect.isfunction(value) else value  # noqa: PLW2901 - the function itself
        if getattr(value, "__module__", "") != module:
            continue
        if isinstance(value, type) and not issubclass(value, (BaseModel, Enum)):
            yield from calls(module, vars(value), f"{within}.{name}")
        elif inspect.isfunction(value):
            found: dict[str, object] = {
                parameter.name: parameter.default
                for parameter in inspect.signature(value).parameters.values()
                if isinstance(parameter.default, (int, float, timedelta, Enum))
            }
            if found:
                yield f"{within}.{name}", found


def test_the_defaults_are_these() -> None:
    found: dict[str, dict[str, object]] = {}
    for path in chain.from_iterable((ROOT / folder).rglob("*.py") for folder in ("functions", "shared")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found |= calls(module, vars(import_module(module)), module)
    assert found == DEFAULTS
