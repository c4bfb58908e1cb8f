"""The pages of emails: what went wrong lately, how far the emails of a session have come, and whom one is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from shared.language.catalogue import say
from shared.language.dates import date_and_time, long_date
from shared.mail.in_words import kind_words, reason_words, state_words
from shared.mail.rows import FOR_THE_TEAM, DeliveryState, Trouble
from shared.mail.troubles import Troubles
from shared.operations.mail_lists import Recipients
from shared.operations.session_mails import Sent, SessionMail
from shared.pages.console.frame import TITLES, ConsolePlace, Frame, render_in
from shared.pages.console.place import place_address
from shared.pages.console.things import Thing, thing_of
from shared.programme.model import Programme
from shared.sessions.rows import Session
from shared.web.reach import Reach

HOME = "/console/deliveries"

SHOWN = (
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.MISSED,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
)
"""The states, in the order of the columns."""

ALWAYS = frozenset({DeliveryState.PENDING, DeliveryState.SENT})
"""A column of another state is left out if no email is in it."""

WRONG = (DeliveryState.REFUSED, DeliveryState.MISSED, DeliveryState.UNKNOWN)
"""The states that the list of what went wrong can be narrowed to."""


@dataclass(frozen=True)
class Cell:
    """A number, with the address of the people behind it if the reader may see them."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class MailRow:
    """An email of a session, ready to print."""

    title: str
    due: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class TroubleRow:
    """An email that went wrong, ready to print."""

    at: str
    kind: str
    thing: Thing
    outcome: str
    person: str
    """The address of the person's page. Empty if the reader may not see them."""


@dataclass(frozen=True)
class PersonRow:
    """Somebody whom an email is for, ready to print."""

    name: str
    address: str
    state: str
    reason: str


def troubles_page(
    frame: Frame, sessions: Sequence[Session], found: Troubles, state: DeliveryState | None, reach: Reach
) -> str:
    """What went wrong lately, and the sessions whose emails one can see."""
    programme = frame.programme
    kinds = [(say("Everything"), HOME, state is None)]
    kinds += [(state_words(one), f"{HOME}?state={one}", state is one) for one in WRONG]
    return render_in(
        frame,
        "pages/console/deliveries.html",
        sessions=[(one.id, session_title(programme, one)) for one in sessions],
        troubles=[_trouble(programme, row, reach) for row in found.rows],
        kinds=kinds,
        settings=_settings(frame),
        has_unknown=any(row.state is DeliveryState.UNKNOWN for row in found.rows),
        first=f"{HOME}?state={state}" if state else HOME,
        next=f"{HOME}?{urlencode([('state', state or ''), ('from', found.next)])}" if found.next else "",
    )


def session_mails_page(frame: Frame, session: Session, sent: Sequence[Sent], reach: Reach) -> str:
    """How far the emails of one session have come. Numbers lead to names only for people who may see them."""
    sees_names = reach.has((session.series,))
    states = [state for state in SHOWN if state in ALWAYS or any(one.counts[state] for one in sent)]
    return render_in(
        frame,
        "pages/console/session_mails.html",
        title=session_title(frame.programme, session),
        session_address=f"/console/sessions/{session.id}" if sees_names else "",
        states=[state_words(state) for state in states],
        mails=[_mail(frame.programme, session, one, states, sees_names=sees_names) for one in sent],
    )


def recipients_page(frame: Frame, session: Session, found: Recipients, state: DeliveryState | None) -> str:
    """Whom an email of the session is for, by name, with how far it has come."""
    here = _people(session, found.mail)
    query = f"state={state}&" if state else ""
    return render_in(
        frame,
        "pages/console/recipients.html",
        title=mail_title(found.mail),
        session=session_title(frame.programme, session),
        back_to=f"{HOME}?session={session.id}",
        kinds=[
            (say("Everybody"), here, state is None),
            *((state_words(one), f"{here}?state={one}", state is one) for one in SHOWN),
        ],
        people=[
            PersonRow(
                one.name or say("Somebody who is not on the register any more"),
                place_address(session.id, one.person) if one.has_place else "",
                state_words(one.come.state),
                reason_words(one.come.reason),
            )
            for one in found.people.items
        ],
        previous=f"{here}?{query}page={found.people.number - 1}" if found.people.number > 1 else "",
        next=f"{here}?{query}page={found.people.number + 1}" if found.people.number < found.people.last else "",
        number=found.people.number,
        last=found.people.last,
    )


def _settings(frame: Frame) -> tuple[str, str]:
    """Where the way back leads: to the settings, or to today for somebody who has none."""
    has_settings = any(place.address == ConsolePlace.SETTINGS for place in frame.places)
    place = ConsolePlace.SETTINGS if has_settings else ConsolePlace.TODAY
    return say(TITLES[place]), place.value


def session_title(programme: Programme, session: Session) -> str:
    """As in "Virtual Café for educators, Wednesday 9 December 2026"."""
    return say("{series}, {day}", series=session.title, day=long_date(session.start, programme.zone))


def mail_title(mail: SessionMail) -> str:
    """What the email is: its kind, or the subject that the team gave it."""
    return (
        say("{kind}: {subject}", kind=kind_words(mail.kind), subject=mail.subject)
        if mail.subject
        else kind_words(mail.kind)
    )


def _people(session: Session, mail: SessionMail) -> str:
    return f"{HOME}/{session.id}/{quote(mail.name, safe='')}"


def _mail(
    programme: Programme, session: Session, sent: Sent, states: Sequence[DeliveryState], *, sees_names: bool
) -> MailRow:
    here = _people(session, sent.mail)
    cells = [
        Cell(str(sent.counts[state]), f"{here}?state={state}" if sees_names and sent.counts[state] else "")
        for state in states
    ]
    due = date_and_time(sent.mail.due, programme.zone) if sent.mail.due else ""
    return MailRow(mail_title(sent.mail), due, cells)


def _trouble(programme: Programme, row: Trouble, reach: Reach) -> TroubleRow:
    series = [one.id for one in programme.series if row.about.startswith(f"{one.id}-")]
    return TroubleRow(
        at=date_and_time(row.at, programme.zone),
        kind=kind_words(row.kind),
        thing=_about(programme, row, may_open=reach.has(series)),
        outcome=_outcome(row),
        person=f"/console/people/{row.person}" if reach.has(series) and row.kind not in FOR_THE_TEAM else "",
    )


def _outcome(row: Trouble) -> str:
    """As in "Not sent: the session was moved"."""
    state, reason = state_words(row.state), reason_words(row.reason)
    is_said = reason and row.state is not DeliveryState.UNKNOWN
    return say("{state}: {reason}", state=state, reason=reason) if is_said else state


def _about(programme: Programme, row: Trouble, *, may_open: bool) -> Thing:
    thing = thing_of(programme, row.about)
    known = thing.words if thing.address or thing.words != row.about else ""
    return Thing(known, thing.address if may_open else "")
