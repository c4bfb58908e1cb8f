"""Audience: a sign-up whose grade or role belongs to another series waits until a coordinator decides about it.

    response -> matter, mail to its author -> held -> accepted for a series -> worked like any other
                                                   -> refused               -> mail to its author

Each act is safe to repeat: what a process did before it died is not done twice, and the rest is done.
"""

import re
from datetime import datetime

from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.entering import enter
from shared.errors import NotPossible, NotUsable
from shared.forms.answers import Answers
from shared.forms.rows import FormResponse, ResponseState
from shared.language.catalogue import say
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import ResponseReceived
from shared.programme.model import Programme
from shared.registrations.sign_up import SignUp
from shared.registrations.vouching import may_mail
from shared.services import Services
from shared.storage.changing import change
from shared.text.matching import as_words, mentions

OCCASION = "audience"
"""Before the day on which a response came, in the purpose of the emails to its author."""

_GRADE = re.compile(r"\b([a-z]{1,5}) (\d)\b")
"""A grade that was written in two parts, as "ST 3"."""


class DecidedOtherwise(NotPossible):
    """Somebody has decided the other way about this sign-up."""


def contradicted(programme: Programme, answers: Answers) -> str:
    """The chosen series to whose audience the grade or role does not belong. Empty if nothing contradicts.

    It belongs to another audience only if it has words of that one, and none of this one. So "ST8 and educational
    supervisor" contradicts nothing, and neither does a role that no list knows.
    """
    role = _GRADE.sub(r"\1\2", as_words(answers.sign_ups[0].role))
    belongs = {one.id for one in programme.series if any(mentions(role, grade) for grade in one.grades)}
    chosen = [details.series for details in answers.sign_ups]
    return next((series for series in chosen if belongs and series not in belongs and _lists(programme, series)), "")


def hold(services: Services, row: FormResponse, answers: Answers, series: str, now: datetime) -> None:
    """Have a coordinator decide about this response, and tell its author that a person looks at it."""
    person = services.keys.person(answers.sign_ups[0].email)
    matter = Matter(
        id=matter_id(services, row),
        kind=MatterKind.AUDIENCE,
        about=series,
        person=person,
        response=row.key,
        at=now,
    )
    services.tables.insert(matter)
    if answers.vouched or may_mail(services, matter.person, matter.id, now):  # anybody can post the page
        _tell(services, row, matter, now)
    change(services.tables, FormResponse, row.key, _held)


def accept(services: Services, matter: Matter, series: str, who: str, now: datetime) -> None:
    """Sign the person up to this series. Raises `NotUsable` for no series, `DecidedOtherwise`."""
    _must_be_about_an_audience(matter)
    known = [one.id for one in services.programme.series]
    if series not in known:
        message = say("Select from {choice}", choice=", ".join(known))
        raise NotUsable(message, [{"field": "series", "message": message}])
    enter(services, who, "accept", f"{_about(matter)}.{series}", "", now)
    row = change(services.tables, FormResponse, matter.response, lambda there: _accepted(there, series))
    if row and row.state is ResponseState.RECEIVED:
        services.queues.send(ResponseReceived(form=row.form, response=row.response))
    services.tables.delete(matter)


def refuse(services: Services, matter: Matter, words: str, who: str, now: datetime) -> None:
    """Make no place, and tell the person so in these words. Raises `NotUsable` without words, `DecidedOtherwise`."""
    _must_be_about_an_audience(matter)
    if not words:
        message = say("Enter what to tell the person. They read these words.")
        raise NotUsable(message, [{"field": "words", "message": message}])
    enter(services, who, "refuse", _about(matter), "", now)
    row = change(services.tables, FormResponse, matter.response, lambda there: _refused(there, words))
    if row:
        _tell(services, row, matter, now, detail=f"{matter.id}.{ResponseState.REFUSED}")
    services.tables.delete(matter)


def accepted_for(row: FormResponse, sign_ups: tuple[SignUp, ...]) -> tuple[SignUp, ...]:
    """The sign-ups of a response. If a coordinator chose its series, there is one, for that."""
    if not row.series:
        return sign_ups
    chosen = tuple(details for details in sign_ups if details.series == row.series)
    return chosen or (sign_ups[0].model_copy(update={"series": row.series, "dates": ()}),)


def matter_id(services: Services, row: FormResponse) -> str:
    """The id of what waits about this response."""
    return services.keys.of("matter", MatterKind.AUDIENCE, row.form, row.response)


def _tell(services: Services, row: FormResponse, matter: Matter, now: datetime, detail: str = "") -> None:
    """The mail's `about` is the response's key. The day is the response's own, so a repeat is the same mail."""
    occasion, about = f"{OCCASION}-{row.received_at:%Y-%m-%d}", f"{row.form}.{row.response}"
    people = [matter.person]
    announce(services, MailKind.AUDIENCE, about, people, now, occasion=occasion, detail=detail or matter.id)


def _held(row: FormResponse) -> FormResponse:
    is_new = row.state is ResponseState.RECEIVED and not row.series
    return row.model_copy(update={"state": ResponseState.HELD}) if is_new else row


def _accepted(row: FormResponse, series: str) -> FormResponse:
    if row.state is ResponseState.REFUSED or row.series not in ("", series):
        raise DecidedOtherwise(say("Somebody has decided otherwise about this sign-up."))
    if row.state is ResponseState.WORKED:
        return row
    return row.model_copy(update={"state": ResponseState.RECEIVED, "series": series})


def _refused(row: FormResponse, words: str) -> FormResponse:
    if row.series or row.state is ResponseState.WORKED or row.words not in ("", words):
        raise DecidedOtherwise(say("Somebody has decided otherwise about this sign-up."))
    return row.model_copy(update={"state": ResponseState.REFUSED, "words": words})


def _must_be_about_an_audience(matter: Matter) -> None:
    if matter.kind is not MatterKind.AUDIENCE:
        raise NotPossible(say("This is no sign-up that waits for a decision."))


def _lists(programme: Programme, series: str) -> bool:
    return any(one.id == series and one.grades for one in programme.series)


def _about(matter: Matter) -> str:
    return f"{matter.kind}.{matter.id}"
