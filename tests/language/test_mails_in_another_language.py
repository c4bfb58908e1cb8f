"""Mails in a language that nobody speaks: no English is left in them but what is data."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    HOUR,
    NOW,
    SESSION,
    START,
    a_delivery,
    a_feedback,
    a_form_response,
    a_held,
    a_notice,
    a_question,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
    a_subscription,
    an_attendance,
    an_issue,
    an_item,
    some_answers,
)
from local.memory.services import KEYS, MemoryServices, some_services, the_programme
from shared.attendance.rows import AttendanceTaken
from shared.bulletin.rows import IssueState
from shared.errors import Refusal
from shared.failures import failed_work
from shared.figures.counting import figures_of
from shared.figures.rows import Digest
from shared.forms.receiving import receive
from shared.forms.rows import ResponseState
from shared.letters.kinds import COMPOSE
from shared.mail.letter import Letter
from shared.mail.rows import Delivery, MailKind
from shared.meetings.rows import Host
from shared.messages import SessionPlanned
from shared.notices.rows import ALL
from shared.programme.barriers import Barrier
from shared.programme.forms import Answer
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from tests.language.made_up import DATA, LANGUAGE, REASON, WEEK, an_issue_in, each, english_in
from tests.letters.letter_reading import calendar_entries

pytestmark = pytest.mark.usefixtures("made_up_language")

HOST = the_programme().facilitators[0].email
AFTERWARDS = START + HOUR * 3
HUB = a_sign_up(hub="eastvale", access_needs="General practice")
NEXT = a_session(start=START + timedelta(days=35))
OPEN = [a_session(), a_registration()]
TAKEN = AttendanceTaken(session=a_session().id, reported=True, people=1, at=AFTERWARDS)
WAITS = a_registration(state=RegistrationState.WAITING)
WAITING = [a_session(), WAITS]
CALLED_OFF = a_session(state=SessionState.CANCELLED, reason=REASON)
MOVED = a_session(sequence=1).model_copy(update={"moved_from": START - timedelta(days=7)})
A_NOTICE = a_notice(whom=ALL, subject="General practice", text="General practice")
MANY = [
    a_registration(details=a_sign_up(email=f"{number}@example.org", hub="eastvale", care="both"))
    for number in range(30)
]
FEEDBACK = [
    a_feedback(unanswered="General practice", change="General practice", words="General practice"),
    *(a_feedback(id=one, came=False, stopped_by=[one], words="General practice") for one in Barrier),
]
SAID = [a_question(), *FEEDBACK, a_held(text="Dr Imogen Hartley, GMC 1234567, was there")]


def a_host(*, hosting: bool = True) -> Host:
    host = the_programme().facilitators[0]
    return Host(session=SESSION, person=KEYS.person(HOST), name=host.name, email=HOST, hosting=hosting)


def in_january(
    *,
    state: RegistrationState = RegistrationState.REGISTERED,
    standing: bool = False,
    told_in: str | None = None,
) -> Registration:
    return a_registration(session=NEXT.id, state=state, standing=standing, told_in=told_in)


def a_digest(session: str = SESSION, *, reported: bool = True) -> Digest:
    waiting = a_registration(details=a_sign_up(email="w@example.org"), state=RegistrationState.WAITING)
    figures = figures_of(a_session(), [*MANY, waiting], [an_attendance()], FEEDBACK, reported=reported)
    return Digest(session=session, figures=figures.model_dump_json(), at=NOW)


def about(kind: MailKind, *rows: object, now: datetime = NOW, detail: str = "0", email: str = ADDRESS) -> Letter:
    purpose = f"{a_session().occasion}.{kind}"
    services = some_services(having=rows)  # type: ignore[arg-type] # rows, all of them
    return COMPOSE[kind](services, a_delivery(kind=kind, purpose=purpose, detail=detail, email=email), now)


def of_a_sign_up(*places: Registration, kind: MailKind = MailKind.CONFIRMATION) -> Letter:
    """The confirmation of a sign-up with these dates, or the mail of this kind about them."""
    delivery = a_delivery(detail="").model_copy(update={"also": tuple(place.session for place in places[1:])})
    return COMPOSE[kind](some_services(having=[a_session(), NEXT, *places]), delivery, NOW)


def of_the_bulletin(kind: MailKind, services: MemoryServices, *, about: str = WEEK, email: str = ADDRESS) -> Letter:
    return COMPOSE[kind](services, a_delivery(kind=kind, about=about, email=email), NOW)


def alert() -> Letter:
    services = some_services()
    for number in range(2):
        failed_work.keep_message(services, SessionPlanned.QUEUE, f"{number}", NOW)
    return COMPOSE[MailKind.ALERT](services, services.tables.rows(Delivery)[0], NOW)


def mend() -> Letter:
    services = some_services()
    unusable = some_answers({Answer.NAME: "", Answer.AGREEMENT: "No"})
    body = {"formId": services.programme.forms.sign_up.id, "responseId": 1, "response": unusable}
    with suppress(Refusal):
        receive(services, body, NOW)
    (delivery,) = (row for row in services.tables.rows(Delivery) if row.kind is MailKind.MEND)
    return COMPOSE[MailKind.MEND](services, delivery, NOW)


def contradicting(*, refused: bool = False) -> Letter:
    """The mail about a sign-up whose grade belongs to another series: while it waits, or when it was refused."""
    state, words = (ResponseState.REFUSED, "General practice") if refused else (ResponseState.HELD, "")
    row = a_form_response(form="r").model_copy(update={"state": state, "words": words})
    delivery = a_delivery(kind=MailKind.AUDIENCE, about="r.1", detail="m.refused" if refused else "m")
    return COMPOSE[MailKind.AUDIENCE](some_services(having=[row, delivery]), delivery, NOW)


READER = the_programme().reads_held_texts.email

MAILS: Mapping[MailKind, Sequence[Callable[[], Letter]]] = {
    MailKind.CONFIRMATION: [
        lambda: about(MailKind.CONFIRMATION, *OPEN),
        lambda: about(MailKind.CONFIRMATION, *WAITING),
        lambda: about(MailKind.CONFIRMATION, a_session(), a_registration(details=HUB, standing=True)),
        lambda: about(MailKind.CONFIRMATION, a_session(join_url=""), a_registration()),
        lambda: of_a_sign_up(a_registration(standing=True), a_registration(session=NEXT.id)),
        lambda: of_a_sign_up(a_registration(), in_january(state=RegistrationState.WAITING)),
        lambda: of_a_sign_up(WAITS, in_january(state=RegistrationState.WAITING)),
    ],
    MailKind.SEAT: [
        lambda: about(MailKind.SEAT, *OPEN),
        lambda: about(MailKind.SEAT, a_session(), a_registration(details=HUB, standing=True)),
    ],
    MailKind.CANCELLATION: [
        lambda: about(
            MailKind.CANCELLATION, a_session(), a_registration(state=RegistrationState.CANCELLED), a_standing()
        )
    ],
    MailKind.STOPPED: [
        lambda: about(MailKind.STOPPED, a_session(), a_registration(state=RegistrationState.CANCELLED)),
        lambda: of_a_sign_up(
            a_registration(state=RegistrationState.CANCELLED),
            in_january(state=RegistrationState.CANCELLED),
            kind=MailKind.STOPPED,
        ),
    ],
    MailKind.CHANGED: [
        lambda: about(MailKind.CHANGED, MOVED, a_registration(), detail="1"),
        lambda: about(MailKind.CHANGED, MOVED, WAITING[1], detail="1"),
        lambda: about(MailKind.CHANGED, a_session(sequence=1), a_registration(), detail="1"),
        lambda: about(MailKind.CHANGED, a_session(sequence=1), WAITING[1], detail="1"),
    ],
    MailKind.SESSION_CANCELLED: [
        lambda: about(MailKind.SESSION_CANCELLED, CALLED_OFF, a_registration()),
        lambda: about(MailKind.SESSION_CANCELLED, CALLED_OFF, a_registration(), NEXT, OpenSession(id=NEXT.id)),
        lambda: about(
            MailKind.SESSION_CANCELLED, CALLED_OFF, a_registration(), NEXT, OpenSession(id=NEXT.id), a_standing()
        ),
        *(
            lambda state=state: about(
                MailKind.SESSION_CANCELLED,
                CALLED_OFF,
                a_registration(),
                NEXT,
                OpenSession(id=NEXT.id),
                in_january(state=state),
            )
            for state in RegistrationState
        ),
    ],
    MailKind.REDIRECTED: [lambda: about(MailKind.REDIRECTED, *OPEN)],
    MailKind.NOTICE: [
        lambda: about(MailKind.NOTICE, *OPEN, A_NOTICE, detail=A_NOTICE.id),
        lambda: about(MailKind.NOTICE, *WAITING, A_NOTICE, detail=A_NOTICE.id),
    ],
    MailKind.REMINDER: [
        lambda: about(MailKind.REMINDER, *OPEN, now=START - timedelta(days=7), detail="P7D"),
        lambda: about(MailKind.REMINDER, *OPEN, now=START - timedelta(days=5), detail="P7D"),
        lambda: about(MailKind.REMINDER, *OPEN, now=START - timedelta(days=1), detail="P1D"),
        lambda: about(MailKind.REMINDER, *OPEN, now=START - timedelta(hours=4), detail="P1D"),
        *(
            lambda minutes=minutes: about(
                MailKind.REMINDER, *OPEN, now=START - timedelta(minutes=minutes), detail="PT1H"
            )
            for minutes in (60, 30, 5)
        ),
        *(
            lambda state=state: about(
                MailKind.REMINDER,
                a_session(),
                a_registration(standing=True, told_in=""),
                NEXT,
                OpenSession(id=NEXT.id),
                in_january(standing=True, told_in="", state=state),
                now=START - timedelta(days=1),
                detail="P1D",
            )
            for state in (RegistrationState.REGISTERED, RegistrationState.WAITING)
        ),
    ],
    MailKind.HOSTING: [
        lambda: about(MailKind.HOSTING, a_session(), a_host(), email=HOST),
        lambda: about(MailKind.HOSTING, MOVED, a_host(), email=HOST, detail="1"),
        lambda: about(MailKind.HOSTING, a_session(sequence=1), a_host(), email=HOST, detail="1"),
        lambda: about(MailKind.HOSTING, CALLED_OFF, a_host(), email=HOST),
        lambda: about(MailKind.HOSTING, a_session(join_url=""), a_host(), email=HOST),
        lambda: about(MailKind.HOSTING, a_session(), a_host(hosting=False), email=HOST),
    ],
    MailKind.BRIEFING: [
        lambda: about(MailKind.BRIEFING, a_session(), email=HOST),
        lambda: about(MailKind.BRIEFING, a_session(), *MANY, a_registration(details=HUB), a_question(), email=HOST),
    ],
    MailKind.BRIEFING_UPDATE: [
        lambda: about(MailKind.BRIEFING_UPDATE, a_session(), a_question(), email=HOST),
        lambda: about(MailKind.BRIEFING_UPDATE, a_session(), a_question(), a_question(id="question-2"), email=HOST),
    ],
    MailKind.FEEDBACK: [
        lambda: about(MailKind.FEEDBACK, *OPEN, now=AFTERWARDS, detail=""),
        lambda: about(MailKind.FEEDBACK, *OPEN, TAKEN, now=AFTERWARDS, detail=""),
        lambda: about(MailKind.FEEDBACK, *OPEN, TAKEN, an_attendance(), now=AFTERWARDS, detail=""),
    ],
    MailKind.DIGEST: [
        lambda: about(MailKind.DIGEST, a_session(), a_digest(), *SAID, email=HOST, now=AFTERWARDS),
        lambda: about(
            MailKind.DIGEST,
            a_session(),
            a_digest(),
            a_digest("pgdit-2026-11-11"),
            a_digest("pgdit-2026-10-14", reported=False),
            email=HOST,
            now=AFTERWARDS,
        ),
        lambda: about(MailKind.DIGEST, a_session(), a_digest(reported=False), email=HOST, now=AFTERWARDS),
    ],
    MailKind.BULLETIN_DRAFT: [
        lambda: of_the_bulletin(MailKind.BULLETIN_DRAFT, an_issue_in(IssueState.DRAFT), email=HOST)
    ],
    MailKind.BULLETIN: [
        lambda: of_the_bulletin(
            MailKind.BULLETIN,
            some_services(
                having=[an_item(), an_issue(id=WEEK, state=IssueState.SENT, approved_at=NOW), a_subscription()]
            ),
        )
    ],
    MailKind.ADDRESS: [
        lambda: about(
            MailKind.ADDRESS,
            *OPEN,
            a_registration(state=RegistrationState.PROVISIONAL),
            OpenSession(id=SESSION),
            a_subscription(confirmed=False),
        )
    ],
    MailKind.ALERT: [alert],
    MailKind.MEND: [mend],
    MailKind.AUDIENCE: [contradicting, lambda: contradicting(refused=True)],
    MailKind.HELD: [lambda: about(MailKind.HELD, a_held(), email=READER)],
}


def test_every_kind_of_mail_is_among_them() -> None:
    assert set(MAILS) == set(MailKind)


@pytest.mark.parametrize("compose", each(MAILS))
def test_no_english_is_left_in_a_mail(compose: Callable[[], Letter]) -> None:
    letter = compose()
    assert english_in(letter.html, DATA) == []
    assert english_in(letter.subject, DATA) == []
    assert f'<html lang="{LANGUAGE}"' in letter.html
    if letter.attachments:
        entry = calendar_entries(letter)[0]
        said = [entry[name].replace("\\n", "\n") for name in ("DESCRIPTION", "LOCATION", "SUMMARY")]
        assert [left for one in said for left in english_in(one.replace("\\", ""), DATA)] == []
