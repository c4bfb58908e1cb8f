"""The feedback page: short answers, behind the link in the mail.

GET, POST /feedback/{token} -> the page; the answers are kept
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from functions.feedback.blueprint import blueprint
from shared.attendance.presence import Presence, presence
from shared.feedback import keeping
from shared.feedback.answers import FeedbackAnswers
from shared.feedback.keeping import behind_link
from shared.gate.hearing import hear
from shared.gate.judging import Outcome
from shared.gate.naming_nobody import naming_somebody
from shared.language.catalogue import say
from shared.pages.feedback import (
    LONGEST,
    SCORES,
    Field,
    answered_before_page,
    feedback_page,
    thanks_page,
    were_you_there_page,
)
from shared.programme.barriers import Barrier
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words
from shared.text.plain import in_lines
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.notices import bad_link_page
from shared.web.requests import Fields, all_of
from shared.web.responses import page

OWN_WORDS = (Field.CHANGE, Field.UNANSWERED, Field.WORDS)
"""The fields in people's own words."""
WORD = {"yes": Presence.CAME, "no": Presence.ABSENT}
"""What the person says about it, in the address of the page."""


TAKES = takes_form(200, 404, 409, 422, fields=tuple(Field))


@door(blueprint, "feedback/{token}", shows(404, 409, query=(Field.CAME,)), TAKES)
def feedback_requested(asked: Asked) -> func.HttpResponse:
    """The page of the link in the mail, or the page after somebody filled it in."""
    if asked.method == "POST":
        return keep_feedback(asked.services, asked.path["token"], asked.fields, asked.now)
    return show(asked.services, asked.path["token"], asked.query.get(Field.CAME, ""), asked.now)


def show(services: Services, token: str, came: str, now: datetime) -> func.HttpResponse:
    """The page for people who came, or for people who did not. `came` ("yes" or "no") overrides the report.

    Where nobody knows, the page asks which of the two it was. Raises `NotPossible` before the session is over, and
    if the person has no place in it.
    """
    found = behind_link(services, token)
    if found is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    session, person = found
    keeping.must_be_theirs(services, session, person, now)
    if keeping.has_answered(services, session, person):
        return page(answered_before_page(services.programme))
    known = WORD.get(came) or presence(services, session.id, person)
    if known is Presence.UNKNOWN:
        return page(were_you_there_page(services.programme, session_words(services.programme, session), token))
    return page(_form(services, session, token, known is Presence.CAME, {}, {}))


def keep_feedback(services: Services, token: str, fields: Fields, now: datetime) -> func.HttpResponse:
    """Keep the answers, or show what is wrong with them. Raises `NotPossible` like `show`."""
    found = behind_link(services, token)
    if found is None:
        return page(bad_link_page(services.programme), HTTPStatus.NOT_FOUND)
    session, person = found
    keeping.must_be_theirs(services, session, person, now)
    came = fields.get(Field.CAME) != "no"
    heard = hear({field: _text(fields, field) for field in OWN_WORDS}, services.programme)
    errors = _errors(fields, came) | {Field(field): naming_somebody() for field in heard.fields(Outcome.IDENTIFIES)}
    if errors:
        return page(_form(services, session, token, came, fields, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    if not keeping.keep(services, session, person, _said(session, fields, came), now):
        return page(answered_before_page(services.programme))
    return page(thanks_page(services.programme, heard))


def _said(session: Session, fields: Fields, came: bool) -> FeedbackAnswers:
    return FeedbackAnswers(
        series=session.series,
        came=came,
        score=int(_text(fields, Field.SCORE)) if came else None,
        change=_text(fields, Field.CHANGE),
        unanswered=_text(fields, Field.UNANSWERED),
        stopped_by=() if came else tuple(_chosen(fields)),
        words=_text(fields, Field.WORDS),
    )


def _form(
    services: Services, session: Session, token: str, came: bool, fields: Fields, errors: Mapping[Field, str]
) -> str:
    words = session_words(services.programme, session)
    other = f"/feedback/{token}?{Field.CAME}={'no' if came else 'yes'}"
    return feedback_page(services.programme, words, came=came, values=fields, errors=errors, other_form=other)


def _errors(fields: Fields, came: bool) -> dict[Field, str]:
    limit = f"{LONGEST:,}"
    errors = {
        field: say("Use {limit} characters or fewer", limit=limit)
        for field in OWN_WORDS
        if len(_text(fields, field)) > LONGEST
    }
    if came and _text(fields, Field.SCORE) not in {str(score) for score in SCORES}:
        errors[Field.SCORE] = say("Select how useful the session was")
    if not came and not _chosen(fields) and not _text(fields, Field.WORDS):
        errors[Field.STOPPED_BY] = say("Select what stopped you, or tell us in your own words")
    return errors


def _chosen(fields: Fields) -> list[Barrier]:
    given = all_of(fields, Field.STOPPED_BY)
    return [barrier for barrier in Barrier if barrier.value in given]


def _text(fields: Fields, field: Field) -> str:
    value = fields.get(field, "")
    return in_lines(value if isinstance(value, str) else " ".join(value))
