"""Receiving: what a flow posts is taken in, or kept as failed work."""

from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from shared.failures import failed_work
from shared.forms.posted import Unusable, take_in_posted
from shared.operations.replaying import replay_all
from shared.services import Services
from shared.storage.tables import RowChanged
from shared.text.plain import as_json_text
from shared.web.requests import Unacceptable


def receive(services: Services, body: object, now: datetime) -> None:
    """Take in what a flow posted. Raises `Unacceptable` 422 for what cannot be used, after keeping it for the team."""
    try:
        take_in_posted(services, body, now)
    except Unusable as refused:
        with suppress(RowChanged):  # it is kept; whoever operates the café is told with the next one
            failed_work.keep(services, failed_work.SIGN_UP, as_json_text(body), refused.cause, now)
        raise Unacceptable(HTTPStatus.UNPROCESSABLE_ENTITY, refused.detail, refused.errors) from refused


def replay(services: Services, who: str, now: datetime) -> tuple[int, int]:
    """Try every refused response again; how many were taken in, and how many are still refused."""
    return replay_all(services, failed_work.kept(services, failed_work.SIGN_UP), who, "", now)
