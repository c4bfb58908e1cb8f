"""Held texts: a person reads what the gate is not certain of, and decides about it.

GET  /api/held              -> the texts that wait
POST /api/held/{id}/release -> the text goes where it would have gone
POST /api/held/{id}/refuse  -> the text is deleted
"""

from typing import Annotated

import azure.functions as func
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.held.reach import require_text, texts_for
from shared.held.rows import Held
from shared.operations.deciding import let_pass, refuse
from shared.text.plain import in_one_line
from shared.web.description import acts, gives, takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json

blueprint = func.Blueprint()


class Refusal(BaseModel):
    """Why the text does not pass. The words go into the audit trail."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    words: Annotated[str, AfterValidator(in_one_line), Field(max_length=500)] = ""


@door(blueprint, "api/held", gives(list[dict[str, object]], role=Role.FACILITATOR))
def held_texts_requested(asked: Asked) -> func.HttpResponse:
    """The texts that wait for a person to read them, oldest first, for a facilitator. None has an author."""
    return as_json([_shown(row) for row in texts_for(asked.services, asked.reach, asked.now)])


@door(blueprint, "api/held/{id}/release", acts({200: dict[str, object]}, 404, 409, role=Role.FACILITATOR))
def held_text_released(asked: Asked) -> func.HttpResponse:
    """A facilitator lets a text pass: it goes where it would have gone."""
    require_text(asked.services, asked.reach, asked.path["id"])
    return as_json(_shown(let_pass(asked.services, asked.path["id"], asked.who, asked.now)))


@door(blueprint, "api/held/{id}/refuse", takes(Refusal, {200: dict[str, object]}, 404, 409, role=Role.FACILITATOR))
def held_text_refused(asked: Asked) -> func.HttpResponse:
    """A facilitator sends `{"words": "…"}` to refuse a text: it is deleted. The words go into the audit trail."""
    require_text(asked.services, asked.reach, asked.path["id"])
    words = asked.body(Refusal).words
    return as_json(_shown(refuse(asked.services, asked.path["id"], words, asked.who, asked.now)))


def _shown(row: Held) -> dict[str, object]:
    shown = row.model_dump(mode="json", include={"id", "kind", "session", "text", "day", "state"})
    return shown | {"until": row.until.isoformat()}
