"""One session in the console: its facts, its emails, and what the team can do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time
from shared.mail.in_words import state_words
from shared.mail.rows import DeliveryState, MailKind
from shared.meetings.hosting import OFF
from shared.meetings.rows import Host
from shared.operations.session_mails import SessionMail
from shared.pages.console.deliveries import HOME as EMAILS
from shared.pages.console.deliveries import SHOWN, mail_title
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.session_act import act_address
from shared.pages.console.session_forms import TITLES, SessionAct
from shared.pages.console.session_tabs import SessionTab, session_tabs
from shared.pages.console.session_words import seats_words, session_state
from shared.programme.model import Programme
from shared.registrations.roll import Counts
from shared.registrations.seats import capacity_of
from shared.reminders.due import offset_of
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import session_words

NOTICES: Mapping[str, Marked] = {
    "move": Marked("The session is moved."),
    "cancel": Marked("The session is cancelled."),
    "restore": Marked("The session takes place after all."),
    "capacity": Marked("The number of places is changed."),
    "theme": Marked("The theme is set."),
    "message": Marked("The email is on its way."),
    "made": Marked("The session is made. Its Teams meeting follows in a minute."),
}
"""What the page says after each act."""


@dataclass(frozen=True)
class Overview:
    """What the page shows."""

    session: Session
    counts: Counts
    hosts: Sequence[Host]
    mails: Sequence[SessionMail]
    counted: Mapping[str, Mapping[DeliveryState, int]]
    """How far the emails have come that began last, by their name."""
    now: datetime


@dataclass(frozen=True)
class MailLine:
    """A kind of email, ready to print."""

    name: str
    when: str
    state: str
    address: str


def session_page(frame: Frame, found: Overview, done: str = "") -> str:
    """The overview. `done` names the act that was just done."""
    session, programme = found.session, frame.programme
    state = session_state(session, found.now, programme.zone)
    return render_in(
        frame,
        "pages/console/session.html",
        session=session_words(programme, session),
        tabs=session_tabs(session.id, SessionTab.OVERVIEW),
        state=state,
        facts=_facts(programme, found),
        join_url=session.join_url,
        hosts=_hosts(programme, session, found.hosts),
        mails=[_mail_line(programme, found, one) for one in found.mails],
        emails=f"{EMAILS}?session={session.id}",
        acts=[(say(TITLES[act]), act_address(session.id, act)) for act in acts_of(session, found.now)],
        restore=act_address(session.id, SessionAct.RESTORE) if session.state is SessionState.CANCELLING else "",
        done=say(NOTICES[done]) if done in NOTICES else "",
    )


def acts_of(session: Session, now: datetime) -> Sequence[SessionAct]:
    """What the team can do about the session now, the most frequent first."""
    if session.state is SessionState.CANCELLING or not session.is_to_come or now >= session.end:
        return []
    if now >= session.start:
        return [SessionAct.MESSAGE]
    return [SessionAct.MESSAGE, SessionAct.MOVE, SessionAct.CAPACITY, SessionAct.THEME, SessionAct.CANCEL]


def _facts(programme: Programme, found: Overview) -> Sequence[tuple[str, str]]:
    session, counts = found.session, found.counts
    has_series = any(one.id == session.series for one in programme.series)
    capacity = capacity_of(programme, session) if has_series else session.capacity
    hubs = [f"{hub.name}: {count}" for hub in programme.hubs if (count := (counts.hubs or {}).get(hub.id, 0))]
    return [
        (say("When"), session_words(programme, session).when),
        (say("Theme"), session.theme or say("None")),
        (say("Places"), seats_words(counts, capacity)),
        (say("Waiting list"), say_many("{count} person", "{count} people", count=counts.waiting)),
        (say("Hubs"), ", ".join(hubs) or say("Nobody joins at a hub")),
        *([(say("Number of places"), say("Set by hand, for this session alone"))] if session.capacity else []),
        *([(say("Kind"), say("One-off session, made by hand"))] if session.one_off else []),
    ]


def _hosts(programme: Programme, session: Session, hosts: Sequence[Host]) -> Sequence[tuple[str, str]]:
    """Each facilitator, and whether they were invited. Those of the programme who have no row yet were not."""
    known = {host.email for host in hosts}
    new = [one.name for one in programme.facilitators_of(session.series) if one.email not in known]
    is_off = session.state is SessionState.CANCELLED
    told = [(host.name, _host_words(host, is_off=is_off)) for host in hosts if host.hosting or host.told]
    return [*told, *((name, say("not invited yet")) for name in new if session.is_to_come)]


def _host_words(host: Host, *, is_off: bool) -> str:
    if is_off:
        return say("told that it is cancelled") if host.told == OFF else say("not told yet that it is cancelled")
    if host.told == OFF or not host.hosting:
        return say("no longer hosts it")
    return say("invited") if host.told else say("not invited yet")


def _mail_line(programme: Programme, found: Overview, mail: SessionMail) -> MailLine:
    counts = found.counted.get(mail.name)
    is_due = mail.due is None or mail.due <= found.now
    is_off = found.session.state in (SessionState.CANCELLING, SessionState.CANCELLED)
    ahead = say("None, because the session is cancelled") if is_off else say("Not due yet")
    return MailLine(
        name=_mail_name(mail),
        when=date_and_time(mail.due, programme.zone) if mail.due else "",
        state=_mail_state(counts) if is_due else ahead,
        address=f"{EMAILS}/{found.session.id}/{quote(mail.name, safe='')}" if is_due else "",
    )


def _mail_name(mail: SessionMail) -> str:
    if mail.kind is MailKind.REMINDER:
        return say("{email}, {before}", email=mail_title(mail), before=_before(offset_of(mail.detail)))
    return mail_title(mail)


def _before(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    if minutes % (24 * 60) == 0:
        return say_many("{count} day before", "{count} days before", count=minutes // (24 * 60))
    if minutes % 60 == 0:
        return say_many("{count} hour before", "{count} hours before", count=minutes // 60)
    return say_many("{count} minute before", "{count} minutes before", count=minutes)


def _mail_state(counts: Mapping[DeliveryState, int] | None) -> str:
    """How many are in each state; empty if they were not counted."""
    if counts is None:
        return ""
    said = [f"{state_words(state)}: {counts[state]}" for state in SHOWN if counts.get(state)]
    return ", ".join(said) or say("Nobody needed it")
