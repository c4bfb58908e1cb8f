"""The feedback Form's responses: we keep them like answers on the café's own page."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pydantic import ValidationError

from shared.errors import NotUsable
from shared.failures import failed_work
from shared.feedback.answers import UnusableFeedback, read_feedback
from shared.feedback.keeping import keep
from shared.forms.answers import NotAResponse, response_body, submitted_at
from shared.forms.intake import OtherAnswers, form_road
from shared.forms.posted import Posted
from shared.forms.receiving import OTHER_ANSWERS
from shared.forms.rows import FormResponse, ResponseState
from shared.services import Services
from shared.sessions.rows import Session, SessionState
from shared.text.plain import as_json_text

LOOK_BACK = timedelta(days=60)
"""Feedback on a session can come this long after it."""


def receive_feedback(services: Services, body: object, now: datetime) -> None:
    """Keep one response. If it comes again, it is still kept once. Raises `NotUsable`, `OtherAnswers`."""
    form = services.programme.forms.feedback
    try:
        posted = Posted.model_validate(body)
        if form is None or posted.form != form.id:
            raise NotUsable("formId: this is not the café's feedback Form.")
        raw = response_body(posted.response)
        said = read_feedback(raw, form)
    except ValidationError as wrong:
        raise NotUsable("Send an object with formId, responseId and response.") from wrong
    except NotAResponse as strange:
        raise NotUsable(f"response: {strange}.") from strange
    except UnusableFeedback as unusable:
        error = {"field": unusable.field.value, "title": unusable.title, "message": "Select one of the answers"}
        raise NotUsable("The response cannot be used.", [error]) from unusable
    at = submitted_at(raw) or now
    session = _last_session(services, said.series, at)
    if session is None:
        raise NotUsable("response: no session of this café is over yet.")
    key = services.keys.of("feedback-form", posted.form, posted.response_id)
    keep(services, session, key, said, now)
    _mark(services, posted, raw, at, now)


def _mark(services: Services, posted: Posted, raw: Mapping[str, object], at: datetime, now: datetime) -> None:
    """Mark the response as received, without its answers, so that nobody asks for it again. Raises `OtherAnswers`.

    We know another response by the time at which it was sent. A hash of the answers would lead to their author.
    """
    arrival = FormResponse(
        form=form_road(services.keys, posted.form),
        response=posted.response_id,
        state=ResponseState.WORKED,
        raw="",
        received_at=at,
        digest=services.keys.of("sent", as_json_text(raw.get("submitDate"))),
    )
    if services.tables.insert(arrival):
        return
    there = services.tables.get(FormResponse, arrival.key)
    if there and there.digest not in ("", arrival.digest):
        which = as_json_text({"formId": posted.form, "responseId": posted.response_id})
        failed_work.keep(services, failed_work.FEEDBACK, which, OTHER_ANSWERS, now)
        raise OtherAnswers("We have other answers under this number. The Form holds these, and the team can see them.")


def _last_session(services: Services, series: str, at: datetime) -> Session | None:
    """The last session of the series that ended before this time."""
    first, last = (f"{series}-{day:%Y-%m-%d}" for day in (at - LOOK_BACK, at + timedelta(days=1)))
    held = [
        one
        for one in services.tables.partition(Session, series, start=first, end=last)
        if one.end <= at and one.state is not SessionState.CANCELLED
    ]
    return max(held, key=lambda one: one.end, default=None)
