"""Mending: a refused sign-up gets the answers that were wrong from its author, or from the team.

The author gets one email with a link to the sign-up page as they filled it in. The link holds the id of the kept
response and nothing personal.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from shared.audit_trail.entering import enter
from shared.errors import NotThere
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.forms.answers import FieldError, NotAResponse, UnusableAnswers, chosen_series, read_answers, response_body
from shared.forms.intake import PAGE, digest_of, form_road, take_in_all
from shared.forms.posted import UNUSABLE_ANSWERS, Posted
from shared.forms.rows import FormResponse
from shared.forms.values import texts
from shared.gate.hearing import Heard
from shared.keys import BadLink, Link
from shared.language.catalogue import say
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.programme.forms import Answer
from shared.services import Services
from shared.text.addresses import is_address, mended_address
from shared.text.plain import in_one_line

OCCASION = "mend"
"""Before the day on which a response was refused, in the purpose of the email to its author."""


class NothingToMend(NotThere):
    """The response was mended already, or it is not kept any more."""


def ask_author(services: Services, row: FailedWork, now: datetime) -> None:
    """Ask the author of a refused sign-up once to mend it, if they gave an address. Asking again changes nothing."""
    address = address_of(services, row) if row.cause == UNUSABLE_ANSWERS else ""
    if address:
        people, occasion = [services.keys.person(address)], f"{OCCASION}-{row.first_at:%Y-%m-%d}"
        announce(services, MailKind.MEND, row.id, people, now, occasion=occasion, detail=row.id)


def answers_of(row: FailedWork) -> Mapping[str, object]:
    """The answers as they came, by question id. Empty if the row holds no response."""
    with suppress(ValueError, NotAResponse):
        return response_body(Posted.model_validate(json.loads(row.payload)).response)
    return {}


def words_of(row: FailedWork) -> Mapping[str, str | list[str]]:
    """The answers as texts, ready for the page."""
    found = {name: texts(value) for name, value in answers_of(row).items()}
    return {name: parts if len(parts) > 1 else parts[0] for name, parts in found.items() if parts}


def address_of(services: Services, row: FailedWork) -> str:
    """The address that the author gave; empty if it cannot be used."""
    answers = answers_of(row)
    question = services.programme.forms.sign_up.questions[Answer.EMAIL]
    responder = answers.get("responder")
    for written in (", ".join(texts(answers.get(question.id))), responder if isinstance(responder, str) else ""):
        if is_address(mended_address(written)):
            return mended_address(written)
    return ""


def series_of(services: Services, row: FailedWork) -> frozenset[str]:
    """The series that the author chose; none if we cannot tell."""
    return chosen_series(answers_of(row), services.programme)


def name_of(services: Services, row: FailedWork) -> str:
    """The name that the author gave; empty if there is none."""
    question = services.programme.forms.sign_up.questions[Answer.NAME]
    return in_one_line(", ".join(texts(answers_of(row).get(question.id))))[:200]


def wrong_answers(services: Services, row: FailedWork) -> tuple[FieldError, ...]:
    """What has to be mended before somebody can be signed up with these answers."""
    try:
        return read_answers(answers_of(row), services.programme).unused
    except UnusableAnswers as unusable:
        return unusable.errors


def behind_link(services: Services, token: str) -> FailedWork:
    """The refused sign-up that this link is for. Raises `BadLink`, `NothingToMend`."""
    parts = services.keys.unsign(Link.MEND, token)
    if len(parts) != 1:
        raise BadLink
    return the_refused(services, parts[0])


def the_refused(services: Services, row_id: str) -> FailedWork:
    """The refused sign-up with this id. Raises `NothingToMend`."""
    row = failed_work.find(services, failed_work.SIGN_UP, row_id)
    if row is None:
        raise NothingToMend(say("This sign-up was corrected already, or it is not kept any more."))
    return row


def mend(services: Services, row: FailedWork, answers: Mapping[str, object], now: datetime, who: str = "") -> Heard:
    """Take in the mended answers in place of the refused ones. Returns what the gate says about them.

    Raises `UnusableAnswers`, `OtherAnswers`.

    `who` is the member of the team who does this. It is empty for the author, and the audit trail names no author.
    """
    if who:
        enter(services, who, "mend", f"{row.step}.{row.id}", "", now)
    heard = take_in_all(services, *_place_for(services, row, answers), answers, now)
    services.tables.delete(row)
    return heard


def _place_for(services: Services, row: FailedWork, answers: Mapping[str, object]) -> tuple[str, str]:
    """Where to keep the mended answers: under the response's own number, so that nobody asks the Form for it again.

    If other answers are there, the mended ones go where those of the page are.
    """
    with suppress(ValueError):
        posted = Posted.model_validate(json.loads(row.payload))
        road = form_road(services.keys, posted.form)
        there = services.tables.get(FormResponse, (road, posted.response_id))
        is_ours = posted.form == services.programme.forms.sign_up.id
        if is_ours and (there is None or there.digest == digest_of(services, answers)):
            return road, posted.response_id
    return PAGE, f"mended-{row.id}"
