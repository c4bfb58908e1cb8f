"""Arrivals: which responses of a Form never came. A Form numbers its responses one after another. So a gap is a
response that was deleted from the Form, or one that was lost on its way here.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from shared.failures import failed_work
from shared.forms.intake import form_road, responses_on
from shared.forms.rows import Arrivals, FormResponse
from shared.services import Services

BEYOND = 50
"""If so many numbers in a row are missing, we take it that later ones were not sent yet. Each costs a point read."""

TRIED = 20
"""How many numbers after the newest we ask the Form for. They may have been lost on their way here too."""

NUMBER, LONGEST_NUMBER = re.compile(r"[1-9][0-9]{0,8}"), 10
"""A response's number, and the most characters that we read of what was posted as one."""

GIVEN_UP = timedelta(days=14)
"""A number that has not come after this time is a response that was deleted from the Form."""


def arrivals_of(services: Services, form_id: str, now: datetime) -> Arrivals | None:
    """Which responses of this Form have come by now, and which are missing. None before the first one.

    It costs a point read for each new number, for each missing one, and for each of `BEYOND`. Old ones cost nothing.
    """
    road = form_road(services.keys, form_id)
    known = services.tables.get(Arrivals, (Arrivals.PARTITION, road)) or _first(services, road)
    if known is None:
        return None
    refused = set(_refused(services, form_id))
    came = dict(_after(services, road, known.newest, refused))
    newest = max(came, default=known.newest)
    gaps = {number: now for number in range(known.newest + 1, newest) if number not in came}
    still = {
        number: since
        for number, since in known.missing.items()
        if now - since < GIVEN_UP and number not in refused and _response(services, road, number) is None
    }
    times = [at for at in (*came.values(), known.newest_at) if at]
    seen = {"newest": newest, "missing": still | gaps, "newest_at": max(times, default=None)}
    looked = known.model_copy(update=seen)
    services.tables.put_latest(looked)
    return looked


def worth_asking_for(arrivals: Arrivals | None) -> list[int]:
    """The numbers to ask the Form for: the missing ones, and some after the newest."""
    if arrivals is None:
        return []
    return [*sorted(arrivals.missing), *range(arrivals.newest + 1, arrivals.newest + 1 + TRIED)]


def last_arrival(services: Services, form_id: str) -> datetime | None:
    """When the newest response came, according to the last look. None if none had come."""
    known = services.tables.get(Arrivals, (Arrivals.PARTITION, form_road(services.keys, form_id)))
    return known.newest_at if known else None


def _first(services: Services, road: str) -> Arrivals | None:
    """Begin to count at the first response that came, so that we do not look for responses from before the café."""
    numbers = [int(row.response) for row in responses_on(services, road) if row.response.isdecimal()]
    return Arrivals(road=road, newest=min(numbers) - 1) if numbers else None


def _after(services: Services, road: str, newest: int, refused: set[int]) -> Iterator[tuple[int, datetime | None]]:
    """The numbers above `newest` that came, each with its time, or None for a refused one."""
    number, absent = newest, 0
    while absent < BEYOND:
        number += 1
        row = _response(services, road, number)
        if row or number in refused:
            yield number, row.received_at if row else None
            absent = 0
        else:
            absent += 1


def _response(services: Services, road: str, number: int) -> FormResponse | None:
    return services.tables.get(FormResponse, (road, str(number)))


def _refused(services: Services, form_id: str) -> Iterator[int]:
    """The numbers of responses that could not be used. They wait among the failed work."""
    for row in failed_work.kept(services, failed_work.SIGN_UP):
        body = _parsed(row.payload)
        number = str(body.get("responseId", ""))[:LONGEST_NUMBER]
        if body.get("formId") == form_id and NUMBER.fullmatch(number):
            yield int(number)


def _parsed(payload: str) -> Mapping[str, object]:
    with suppress(ValueError):
        body = json.loads(payload)
        if isinstance(body, dict):
            return body
    return {}
