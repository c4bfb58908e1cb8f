"""The app as it is deployed: each function with what sets it off."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.storage.row import Row

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Deployed:
    """A function of the app. `set_off_by` is as the reference has it: timer and schedule, queue and name, or path."""

    name: str
    set_off_by: str
    step: str
    trigger: dict[str, Any]
    bindings: tuple[str, ...]
    call: Callable[[Any], Any]


@cache
def deployed() -> tuple[Deployed, ...]:
    """Every function, in order of registration. An app can be asked only once, so this makes its own."""
    spec = importlib.util.spec_from_file_location("an_app_of_the_tests", ROOT / "function_app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(_deployed(one) for one in module.app.get_functions())


def row_kinds() -> list[type[Row]]:
    """Every kind of row that the app keeps, by name; tests may have more."""
    modules = [import_module(f"shared.{path.parent.name}.rows") for path in sorted(ROOT.glob("shared/*/rows.py"))]
    named = [(module, kind) for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    kinds = [kind for module, kind in named if issubclass(kind, Row) and kind.__module__ == module.__name__]
    return sorted((kind for kind in kinds if "TABLE" in vars(kind)), key=lambda kind: kind.__name__)


def _deployed(function: Any) -> Deployed:
    trigger = function.get_trigger().get_dict_repr()
    match trigger["type"]:
        case "timerTrigger":
            set_off_by = f"timer `{trigger['schedule']}`"
        case "queueTrigger":
            set_off_by = f"queue `{trigger['queueName']}`"
        case _:
            set_off_by = f"`/{trigger['route']}`"
    call = function.get_user_function()
    step = call.__module__.split(".")[1]
    bindings = tuple(one.get_dict_repr()["type"] for one in function.get_bindings())
    return Deployed(function.get_function_name(), set_off_by, step, trigger, bindings, call)
