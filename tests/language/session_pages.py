"""The console's pages of sessions, to be looked at in a language that nobody speaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from local.memory.builders import (
    HOUR,
    NOW,
    SESSION,
    START,
    a_delivery,
    a_held,
    a_notice,
    a_question,
    a_registration,
    a_session,
    a_sign_up,
)
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.attendance.rows import AttendanceTaken, NotTaken
from shared.figures.counting import figures_of
from shared.figures.rows import Digest
from shared.mail.rows import DeliveryState, MailKind
from shared.meetings.hosting import OFF
from shared.meetings.rows import Host
from shared.pages.console.session import NOTICES
from shared.pages.console.session_forms import SessionAct
from shared.questions.rows import QuestionPot, WaitingText
from shared.registrations.rows import RegistrationState
from shared.sessions.rows import OpenSession, Session, SessionState
from shared.storage.row import Row
from shared.web.principal import Role
from tests.language.made_up import REASON
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

WORDS, LONG = "General practice", "9" * 4_000
PAGE = f"/console/sessions/{SESSION}"
WHO = signed_in_as(Role.COORDINATOR)
WHEN = {"on[day]": "15", "on[month]": "12", "on[year]": "2026", "at": "13:30", "minutes": "90"}
DAY = timedelta(days=1)


def page(address: str, services: MemoryServices, fields: Mapping[str, str] | None = None, now: datetime = NOW) -> str:
    """The page at this address; with fields, the page that answers them."""
    assert deployed()
    here = replace(services, settings=some_settings(signed_in_by_platform=True))
    method, body = ("POST", urlencode(fields).encode()) if fields is not None else ("GET", b"")
    return answer(here, Visit(method, address, body, WHO), now).get_body().decode()


def a_cafe(session: Session | None = None, *rows: Row) -> MemoryServices:
    """A session with somebody in each state and at a hub, and with emails in each state."""
    one = session or a_session(theme=WORDS)
    places = [
        a_registration(details=a_sign_up(email=f"{state}@example.org", hub="eastvale"), state=state, session=one.id)
        for state in RegistrationState
    ]
    mails = [
        a_delivery(purpose=f"{one.id}.notice-{a_notice().id}", person=state, kind=MailKind.NOTICE, state=state)
        for state in DeliveryState
    ]
    hosts = [
        Host(session=one.id, person=told or "none", name=WORDS, email=f"{told}@example.org", told=told)
        for told in ("", "then", OFF)
    ]
    notice = a_notice(session=one.id, subject=WORDS)
    having = [one, OpenSession(id=one.id), *places, *mails, *hosts, notice, *rows]
    return some_services(having=having)


def acted(act: SessionAct, fields: Mapping[str, str], *, now: datetime = NOW, session: Session | None = None) -> str:
    """What answers this form."""
    return page(f"{PAGE}/change/{act}", a_cafe(session), {"message": "0" * 32, **fields}, now)


def over(*rows: Row, state: SessionState = SessionState.CLOSED) -> MemoryServices:
    return a_cafe(a_session(start=START - 28 * DAY, id=SESSION, state=state), *rows)


def taken(reason: NotTaken | None = None, reports: int = 2) -> AttendanceTaken:
    return AttendanceTaken(
        session=SESSION, reported=reason is None, people=14, unmatched=2, reports=reports, reason=reason, at=NOW
    )


def a_digest() -> Digest:
    return Digest(
        session=SESSION, figures=figures_of(a_session(), [a_registration()], [], []).model_dump_json(), at=NOW
    )


SOON = START - HOUR
CANCELLING = a_session(state=SessionState.CANCELLING, reason=REASON, cancel_at=NOW + HOUR / 2)
STATES = [
    *(a_session(state=state, reason=REASON) for state in SessionState if state is not SessionState.CANCELLING),
    CANCELLING,
    a_session(one_off=True, capacity=20).model_copy(update={"tell_at": NOW + HOUR, "sequence": 1}),
]
WAITING = [
    QuestionPot(road="page", texts=tuple(WaitingText(id=f"{n}", session=SESSION, text=WORDS) for n in range(many)))
    for many in (1, 2)
]
WRONG: Sequence[Mapping[str, str]] = [
    {},
    WHEN | {"on[month]": ""},
    WHEN | {"on[day]": "31", "on[month]": "2", "at": "x", "minutes": "1"},
    {"reason": LONG, "capacity": "x", "theme": LONG, "subject": LONG, "text": LONG, "whom": "all"},
    {"reason": REASON, "theme": WORDS, "was": WORDS, "capacity": "7", "subject": WORDS, "text": WORDS, "whom": "x"},
]
RIGHT = WHEN | {"reason": REASON, "theme": WORDS, "subject": WORDS, "text": WORDS}
HUBS = [f"hub.{hub.id}" for hub in the_programme().hubs if hub.id == "eastvale"]

SESSION_PAGES: Mapping[str, Sequence[Callable[[], str]]] = {
    "console/sessions": [
        lambda: page("/console/sessions?month=2026-12", a_cafe()),
        lambda: page("/console/sessions?month=2026-12", a_cafe(CANCELLING)),
        lambda: page("/console/sessions?month=2030-01", a_cafe()),
    ],
    "console/session": [
        *(lambda one=one: page(PAGE, a_cafe(one)) for one in STATES),
        *(lambda done=done: page(f"{PAGE}?done={done}", a_cafe()) for done in NOTICES),
        *(lambda at=at: page(PAGE, a_cafe(), now=at) for at in (START, START + 2 * HOUR)),
        lambda: page(PAGE, some_services(having=[a_session(event_id="", join_url="")])),
    ],
    "console/session_questions": [
        lambda: page(f"{PAGE}/questions", some_services(having=[a_session()])),
        *(
            lambda pot=pot: page(f"{PAGE}/questions", a_cafe(None, a_question(text=WORDS), pot, a_held(text=WORDS)))
            for pot in WAITING
        ),
        lambda: page(f"{PAGE}/questions", a_cafe(None, a_held(id="1", text=WORDS), a_held(id="2", text=WORDS))),
    ],
    "console/session_after": [
        lambda: page(f"{PAGE}/after", a_cafe()),
        lambda: page(f"{PAGE}/after", a_cafe(CANCELLING)),
        lambda: page(f"{PAGE}/after", over()),
        lambda: page(f"{PAGE}/after", over(taken(), a_digest())),
        lambda: page(f"{PAGE}/after", over(taken(reports=1), state=SessionState.ENDED)),
        *(lambda why=why: page(f"{PAGE}/after", over(taken(why))) for why in NotTaken),
    ],
    "console/session_act": [
        *(lambda act=act: page(f"{PAGE}/change/{act}", a_cafe(), now=NOW) for act in SessionAct),
        *(lambda act=act, wrong=wrong: acted(act, wrong) for act in SessionAct for wrong in WRONG),
        *(lambda act=act: acted(act, RIGHT, session=STATES[3]) for act in SessionAct),
        *(lambda act=act: acted(act, RIGHT | {"whom": "all"}, session=CANCELLING) for act in SessionAct),
        *(lambda act=act: acted(act, RIGHT | {"was": "x", "capacity": "7"}) for act in SessionAct),
        # the pages that say what it will do
        *(lambda act=act, now=now: acted(act, RIGHT, now=now) for act in SessionAct for now in (NOW, SOON)),
        *(lambda one=one: acted(SessionAct.CAPACITY, {"capacity": one}) for one in ("", "1", "2", "9")),
        lambda: acted(SessionAct.THEME, {"theme": ""}),
        lambda: acted(SessionAct.MOVE, RIGHT, session=a_session(state=SessionState.PLANNED)),
        lambda: acted(SessionAct.MOVE, WHEN | {"on[day]": "9", "at": "12:30", "minutes": "60"}),
    ],
    "console/session_new": [
        lambda: page("/console/new-session", a_cafe()),
        *(lambda wrong=wrong: page("/console/new-session", a_cafe(), wrong) for wrong in WRONG),
        lambda: page("/console/new-session", a_cafe(), RIGHT | {"series": "pgdit"}),
        lambda: page("/console/new-session", a_cafe(), RIGHT | {"series": "pgdit", "on[day]": "9"}),
        lambda: page("/console/new-session", a_cafe(), RIGHT | {"series": "pgdit", "on[year]": "2025"}),
        lambda: page("/console/new-session", a_cafe(), RIGHT | {"series": "pgdit", "on[year]": "2030"}),
    ],
    "console/session_message": [
        *(lambda whom=whom: acted(SessionAct.MESSAGE, RIGHT | {"whom": whom}) for whom in ("registered", "all", *HUBS)),
        lambda: acted(SessionAct.MESSAGE, RIGHT | {"whom": "all"}, now=SOON),
    ],
}
"""Each template with the pages that are made of it."""
