"""Working a response: we make its registrations, pass its question on, and forget its author."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from shared.bulletin.subscriptions import subscribe_by_consent
from shared.forms.answers import read_answers
from shared.forms.rows import FormResponse, ResponseOfMonth, ResponseState
from shared.gate.judging import Outcome, judge
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import ResponseReceived
from shared.questions.rows import Question
from shared.registrations.registering import register
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.registrations.sign_up import SignUp, renewed
from shared.registrations.telling import announce_sign_up
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged

UNTIL_PLANNED = timedelta(minutes=10)
"""A response waits this long for a planned session, then looks again."""


def work(services: Services, received: ResponseReceived, now: datetime) -> None:
    """Make the response's registrations, pass its question on, and forget its author.

    If the series has no planned session, the response waits. Planning makes sessions every day.
    """
    row = services.tables.get(FormResponse, (received.form, received.response))
    if row is None or row.state is ResponseState.WORKED:
        return
    services.tables.insert(ResponseOfMonth(month=f"{row.received_at:%Y-%m}", form=row.form, response=row.response))
    answers = read_answers(json.loads(row.raw), services.programme)
    if not all(_coming(services, details, row.received_at, now) for details in answers.sign_ups):
        services.queues.send(received, delay=UNTIL_PLANNED)
        return
    _sign_up(services, answers.sign_ups, row.received_at, now)
    if answers.question:
        _ask(services, answers.sign_ups[0], answers.question, row.received_at, now)
    with suppress(RowChanged):  # it came twice, and another process works it at this moment
        services.tables.replace(row.model_copy(update={"state": ResponseState.WORKED, "raw": ""}))


def _coming(services: Services, details: SignUp, asked_at: datetime, now: datetime) -> list[Session]:
    """The sessions that were in the future when the person asked, and are not over."""
    return [one for one in upcoming(services, details.series, asked_at) if one.end > now]


def _sign_up(services: Services, sign_ups: Sequence[SignUp], asked_at: datetime, now: datetime) -> None:
    """Make the places of one sign-up. If that changes anything, one mail tells of all of its dates."""
    signed_up = [_places(services, details, asked_at, now) for details in sign_ups]
    dates = sorted(
        (session.start, session.id, place)
        for places, _ in signed_up
        for session, place in places
        if place.state is not RegistrationState.CANCELLED
    )
    places = [place for _, _, place in dates]
    is_news = (
        any(stands for _, stands in signed_up)
        or any(place.sign_up_at == asked_at for place in places)
        or any(details.unused for details in sign_ups)  # the confirmation says what we could not use
    )
    if places and is_news:
        announce_sign_up(services, places, asked_at)
    for details in sign_ups:
        subscribe_by_consent(services, details, services.keys.person(details.email), asked_at)


def _places(
    services: Services, details: SignUp, asked_at: datetime, now: datetime
) -> tuple[list[tuple[Session, Registration]], bool]:
    """The places that this sign-up makes or has already, and whether they come to every session because of it."""
    person = services.keys.person(details.email)
    standing = _stand(services, details, person, asked_at) if details.every_session else None
    sessions = _coming(services, details, asked_at, now)  # read after the standing row, by which newer sessions join
    if details.every_session and standing is None:
        return [], False
    places = [
        (session, register(services, session, details, person, asked_at, standing=standing is not None))
        for session in (sessions if standing else sessions[:1])
    ]
    return places, standing is not None and standing.sign_up_at == asked_at


def _stand(services: Services, details: SignUp, person: str, asked_at: datetime) -> Standing | None:
    """They come to every session from now on. None if they stopped after they asked."""
    standing = Standing(series=details.series, person=person, details=details, since=asked_at, sign_up_at=asked_at)
    if services.tables.insert(standing):
        return standing
    there = services.tables.get(Standing, standing.key)
    if there is None:  # it was erased at this moment
        raise RowChanged(Standing.TABLE)
    if max(there.since, there.ended_at or there.since) < asked_at:
        change = {
            "etag": there.etag,
            "details": renewed(there.details, details),
            "sign_up_at": asked_at if there.ended else there.sign_up_at,
        }
        there = services.tables.replace(standing.model_copy(update=change))
    return None if there.ended else there


def _ask(services: Services, details: SignUp, text: str, asked_at: datetime, now: datetime) -> None:
    """Put the question on the board of the next session, or tell its author where to go instead."""
    session = _coming(services, details, asked_at, now)[0]
    judgement = judge(text, services.programme)
    if judgement.outcome is Outcome.PASS:
        # the key comes from the words alone, so that nothing leads to the author
        question_id = services.keys.of("question", session.id, text)
        services.tables.insert(Question(session=session.id, id=question_id, text=text))
        return
    announce(
        services,
        MailKind.REDIRECTED,
        session.id,
        [services.keys.person(details.email)],
        now,
        occasion=session.occasion,
        detail=judgement.not_for.id if judgement.not_for else Outcome.IDENTIFIES,
    )
