"""Erasure: a person asks us to forget them.

POST /api/people/erase -> seats given back, rows about them removed, bulletin ended; entered in the audit trail

The rest does not lead to a person. Deliveries, attendance counts and the audit trail carry a keyed hash at most.
Questions and words of feedback name nobody. Mails in the mailbox are removed there (docs/operating.md).
"""

from typing import Annotated

import azure.functions as func
from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.privacy.blueprint import blueprint
from shared.privacy.erasing import erase
from shared.versions.erasing import names_in_force
from shared.web.description import takes
from shared.web.doors import Asked, door
from shared.web.principal import Role
from shared.web.responses import as_json


class Erasure(BaseModel):
    """The person to forget, and why. The reason must name nobody, because we keep it."""

    model_config = ConfigDict(extra="forbid", defer_build=True)
    email: str
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


@door(blueprint, "api/people/erase", takes(Erasure, {200: dict[str, int]}, 409, role=Role.ADMIN))
def erasure_requested(asked: Asked) -> func.HttpResponse:
    """An admin sends `{"email": "…", "reason": "…"}`. It answers how many rows went, and if the programme has them."""
    wanted = asked.body(Erasure)
    erased = erase(asked.services, wanted.email, wanted.reason, asked.who, asked.now)
    return as_json({"erased": erased, "in_programme": int(names_in_force(asked.services, wanted.email))})
