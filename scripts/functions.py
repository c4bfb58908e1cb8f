"""Prints the functions that a deployment must serve, as JSON, each with its address and the roles that it asks for."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from function_app import app  # noqa: E402 - found only once the path is set
from shared.web.doors import addresses  # noqa: E402 - as above


def listed() -> list[dict[str, object]]:
    """Name, route and roles of each function, by name. A function that no request starts has no route and no role."""
    asked = {one.name: {operation.role for operation in one.operations if operation.role} for one in addresses()}
    triggers = {str(one.get_function_name()): one.get_trigger() for one in app.get_functions()}
    return [
        {
            "name": name,
            "route": str(trigger.get_dict_repr().get("route", "")) if trigger else "",
            "roles": sorted(role.value for role in asked.get(name, ())),
        }
        for name, trigger in sorted(triggers.items())
    ]


if __name__ == "__main__":
    json.dump(listed(), sys.stdout, indent=1)
