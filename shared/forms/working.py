"""Working a response: we make its registrations, pass its question on, and forget its author."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.attention.matters import raise_matter
from shared.attention.rows import MatterKind
from shared.bulletin.subscriptions import subscribe_by_consent
from shared.forms.answers import Answers, read_answers
from shared.forms.audience import accepted_for, contradicted, hold
from shared.forms.intake import PAGE
from shared.forms.pots import forget_author, new_text
from shared.forms.rows import FormResponse, ResponseOfMonth, ResponseState
from shared.gate.judging import Outcome, judge
from shared.mail.deliveries import announce
from shared.mail.rows import MailKind
from shared.messages import ResponseReceived
from shared.questions.rows import WaitingText
from shared.registrations.registering import has_left, register, renew
from shared.registrations.rows import Registration, RegistrationState, Standing
from shared.registrations.sign_up import SignUp, renewed
from shared.registrations.telling import announce_sign_up, owe, sign_up_occasion
from shared.registrations.vouching import ask_owner, is_vouched, may_mail, vouch
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.upcoming import upcoming
from shared.storage.tables import RowChanged
from shared.text.slips import meant

UNTIL_PLANNED = timedelta(minutes=10)
"""A response waits this long for a planned session, then looks again."""


def work(services: Services, received: ResponseReceived, now: datetime) -> None:
    """Make the response's registrations, pass its question on, and forget its author.

    If the series has no planned session, the response waits. Planning makes sessions every day.
    """
    row = services.tables.get(FormResponse, (received.form, received.response))
    if row is None or row.state is not ResponseState.RECEIVED:
        return
    services.tables.insert(ResponseOfMonth(month=f"{row.received_at:%Y-%m}", form=row.form, response=row.response))
    answers = read_answers(json.loads(row.raw), services.programme)
    if not row.series and (series := contradicted(services.programme, answers)):
        hold(services, row, answers, series, now)
        return
    answers = replace(answers, sign_ups=accepted_for(row, answers.sign_ups))
    coming = [_coming(services, details, row.received_at, now) for details in answers.sign_ups]
    if not all(coming):
        services.queues.send(received, delay=UNTIL_PLANNED)
        return
    session, person = coming[0][0], services.keys.person(answers.sign_ups[0].email)
    if answers.vouched:
        vouch(services, person, row.received_at)
    if answers.vouched or is_vouched(services, person, row.received_at):
        _sign_up(services, answers, row.received_at, now)
    else:
        _sign_up_provisionally(services, answers.sign_ups, row.received_at, now)
    asked = _for_the_panel(services, answers.question, session) if answers.question else None
    if answers.question and asked is None and row.form != PAGE:  # the page has told its reader already
        announce(services, MailKind.REDIRECTED, session.id, [person], now, occasion=session.occasion)
    forget_author(services, row, session.id, person, asked, now)


def _coming(services: Services, details: SignUp, asked_at: datetime, now: datetime) -> list[Session]:
    """The sessions that were in the future when the person asked, and are not over."""
    return [one for one in upcoming(services, details.series, asked_at) if one.end > now]


def _sign_up(services: Services, answers: Answers, asked_at: datetime, now: datetime) -> None:
    """Make the places of one sign-up. If that changes anything, one mail tells of all of its dates.

    Anybody can post the page with somebody's address. So it sends one mail a day; the next mail tells of the rest.
    """
    person = services.keys.person(answers.sign_ups[0].email)
    signed_up = [_places(services, details, asked_at, now) for details in answers.sign_ups]
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
        or any(details.unused for details in answers.sign_ups)  # the confirmation says what we could not use
    )
    if places and is_news:
        if answers.vouched or may_mail(services, person, sign_up_occasion(services.keys, person, asked_at), now):
            announce_sign_up(services, places, asked_at)
        else:
            owe(services, places)
    for details in answers.sign_ups:
        subscribe_by_consent(services, details, person, asked_at)


def _sign_up_provisionally(services: Services, sign_ups: Sequence[SignUp], asked_at: datetime, now: datetime) -> None:
    """Keep what a sign-up asks for until the owner of its address presses the button in the mail that asks them."""
    places = [
        place for details in sign_ups for _, place in _places(services, details, asked_at, now, provisional=True)[0]
    ]
    if any(place.state is RegistrationState.PROVISIONAL for place in places):
        ask_owner(services, places[0].person, places[0].session, now)


def _places(
    services: Services, details: SignUp, asked_at: datetime, now: datetime, *, provisional: bool = False
) -> tuple[list[tuple[Session, Registration]], bool]:
    """The places that this sign-up makes or has already, and whether they come to every session because of it."""
    person = services.keys.person(details.email)
    standing = _stand(services, details, person, asked_at, provisional=provisional) if details.every_session else None
    sessions = _coming(services, details, asked_at, now)  # read after the standing row, by which newer sessions join
    if details.every_session and standing is None:
        return [], False
    how = {"standing": standing is not None, "provisional": provisional}
    chosen = [
        (session, register(services, session, details, person, asked_at, **how))
        for session in _chosen(services, details, sessions, standing)
    ]
    if meant(details.email, services.programme.own_domains):
        raise_matter(services, MatterKind.SLIP, sessions[0].id, person, now)
    if standing is None and not provisional:
        known = {session.id for session, _ in chosen}
        chosen += [one for one in renew(services, details, person, asked_at) if one[0].id not in known]
    return chosen, standing is not None and standing.sign_up_at == asked_at


def _chosen(
    services: Services, details: SignUp, sessions: Sequence[Session], standing: Standing | None
) -> Sequence[Session]:
    """The dates that the person picked, or else the next one, or every one but those that they left."""
    if standing is None:
        return [one for one in sessions if one.id in details.dates] or sessions[:1]
    return [one for one in sessions if one.id in details.dates or not has_left(services, one, standing)]


def _stand(
    services: Services, details: SignUp, person: str, asked_at: datetime, *, provisional: bool
) -> Standing | None:
    """They come to every session from now on. None if they stopped after they asked."""
    standing = Standing(
        series=details.series,
        person=person,
        details=details,
        since=asked_at,
        sign_up_at=asked_at,
        provisional=provisional,
    )
    if services.tables.insert(standing):
        return standing
    there = services.tables.get(Standing, standing.key)
    if there is None:  # it was erased at this moment
        raise RowChanged(Standing.TABLE)
    if provisional and not (there.ended or there.provisional):
        return there
    if max(there.since, there.ended_at or there.since) < asked_at:
        change = {
            "etag": there.etag,
            "details": renewed(there.details, details),
            "sign_up_at": asked_at if there.ended or there.provisional else there.sign_up_at,
            "back_from": there.ended_at,
        }
        there = services.tables.replace(standing.model_copy(update=change))
    return None if there.ended else there


def _for_the_panel(services: Services, text: str, session: Session) -> WaitingText | None:
    """The question, if it may wait for this session's panel, or for a person to read it.

    If not, the page or a mail says where to turn with anything. No row says what was asked.
    """
    outcome = judge(text, services.programme).outcome
    if outcome in (Outcome.PASS, Outcome.HELD):
        return new_text(session.id, text, held=outcome is Outcome.HELD)
    return None
