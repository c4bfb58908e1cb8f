"""The sign-up page, for people without the Form. It asks the same questions, and the same steps follow.

GET  /sign-up -> the Form's questions as a page
POST /sign-up -> answers checked -> response kept -> response-received
"""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

import azure.functions as func

from functions.registration.blueprint import blueprint
from shared.forms.answers import DATES, FieldError, UnusableAnswers
from shared.forms.intake import PAGE, check_all, take_in_all
from shared.pages.sign_up import OWN_PAGE, Other, sign_up_page, signed_up_page
from shared.pressure.counting import Pressure
from shared.programme.forms import Answer
from shared.services import Services
from shared.sessions.upcoming import upcoming
from shared.sessions.words import session_words
from shared.text.addresses import mended_address
from shared.text.plain import as_json_text
from shared.text.slips import meant
from shared.web.description import shows, takes_form
from shared.web.doors import Asked, door
from shared.web.pressing import press_again
from shared.web.requests import Fields
from shared.web.responses import page

ATTEMPT = re.compile(r"[0-9a-f]{32}")
"""The page's hidden field. With it, two posts of the same answers are one response."""


@door(blueprint, "sign-up", shows(), takes_form(200, 422, fields=("attempt", "dates", "proof", "sure"), counted=True))
def sign_up_requested(asked: Asked) -> func.HttpResponse:
    """The page, or the page after somebody filled it in."""
    if asked.method == "POST":
        return _press_again(asked) or sign_up(asked.services, asked.fields, asked.now)
    return page(show(asked.services, {}, (), uuid.uuid4().hex, asked.now))


def _press_again(asked: Asked) -> func.HttpResponse | None:
    """The page that asks for one more press while very many sign up. Wrong answers are told first."""
    if asked.pressure is Pressure.FREE:
        return None
    labels = {one.id: one.title for one in asked.services.programme.forms.sign_up.questions.values()}
    answers = {
        name: value for name, value in asked.fields.items() if name in labels or name in ("attempt", DATES, "sure")
    }
    try:
        check_all(asked.services.programme, answers)
    except UnusableAnswers:
        return None
    return press_again(asked, answers, labels)


def sign_up(services: Services, fields: Fields, now: datetime) -> func.HttpResponse:
    """Take in the answers, or show the page again with the answers and what is wrong.

    The same page with the same answers is the same response. Somebody who goes back and changes one makes another.
    """
    attempt = str(fields.get("attempt", ""))
    attempt = attempt if ATTEMPT.fullmatch(attempt) else uuid.uuid4().hex
    answers = answers_in(services, fields)
    hint = slip_in(services, fields)
    if hint and fields.get("sure") != hint:
        return page(show(services, fields, (), attempt, now, Other(meant=hint)))
    try:
        heard = take_in_all(services, PAGE, services.keys.of(PAGE, attempt, as_json_text(answers)), answers, now)
    except UnusableAnswers as unusable:
        return page(show(services, fields, unusable.errors, attempt, now), HTTPStatus.UNPROCESSABLE_ENTITY)
    return page(signed_up_page(services.programme, heard))


def slip_in(services: Services, fields: Fields) -> str:
    """The address that was probably meant, if the one on the page looks like a slip."""
    written = fields.get(services.programme.forms.sign_up.questions[Answer.EMAIL].id, "")
    return meant(mended_address(written), services.programme.own_domains) if isinstance(written, str) else ""


def answers_in(services: Services, fields: Fields) -> dict[str, str | list[str]]:
    """The answers among the fields that a browser posted, by question id."""
    asked = {question.id for question in services.programme.forms.sign_up.questions.values()}
    return {name: fields[name] for name in sorted((asked | {DATES}) & set(fields))}


def show(
    services: Services,
    fields: Fields,
    errors: Sequence[FieldError],
    attempt: str,
    now: datetime,
    other: Other = OWN_PAGE,
) -> str:
    """The page, with the sessions that people can sign up to."""
    programme = services.programme
    coming = [session for series in programme.series for session in upcoming(services, series.id, now)]
    words = [session_words(programme, one) for one in sorted(coming, key=lambda one: one.start)]
    return sign_up_page(programme, words, fields, errors, attempt, other)
