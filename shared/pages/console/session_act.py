"""The page of one act about a session: its form, with what is wrong in it, and what somebody else saved meanwhile."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.language.catalogue import say
from shared.language.dates import date_and_time, from_to
from shared.notices.paragraphs import paragraphs_of
from shared.notices.rows import ALL, HUB, REGISTERED
from shared.notices.writing import NewNotice
from shared.pages.console.check import carried
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.session_forms import TITLES, SessionAct, Typed
from shared.pages.console.session_tabs import session_address
from shared.programme.model import Programme
from shared.registrations.roll import Counts
from shared.sessions.rows import Session
from shared.sessions.words import session_words
from shared.web.requests import Fields

IDS: Mapping[str, str] = {"on": "on-day", "start": "on-day", "whom": "whom"}
"""The element to which the summary leads, for each field whose id is not its name. An act calls the date `start`."""


@dataclass(frozen=True)
class Form:
    """A form, as somebody has left it."""

    typed: Typed
    errors: Sequence[Mapping[str, str]] = ()
    theirs: str = ""
    """What somebody else saved meanwhile, in words. Empty if nobody did."""
    yours: str = ""
    counts: Counts = field(default_factory=Counts)


def act_page(frame: Frame, session: Session, act: SessionAct, form: Form) -> str:
    """The form of this act."""
    return render_in(
        frame,
        "pages/console/session_act.html",
        act=act,
        title=say(TITLES[act]),
        session=session_words(frame.programme, session),
        back_to=session_address(session.id),
        action=act_address(session.id, act),
        form=form,
        typed=defaultdict(str, form.typed),
        errors=_summary(form.errors),
        error_of=_by_field(form.errors),
        whom=_whom(frame.programme, form.counts) if act is SessionAct.MESSAGE else [],
        capacity=_series_capacity(frame.programme, session),
    )


def new_session_page(frame: Frame, series: Sequence[tuple[str, str]], form: Form) -> str:
    """The form for a one-off session of one of these series, given as (id, title)."""
    return render_in(
        frame,
        "pages/console/session_new.html",
        title=say("Make a one-off session"),
        back_to="/console/sessions",
        series=series,
        form=form,
        typed=defaultdict(str, form.typed),
        errors=_summary(form.errors),
        error_of=_by_field(form.errors),
    )


def message_check_page(
    frame: Frame, *, session: Session, wanted: NewNotice, will: Sequence[str], fields: Fields
) -> str:
    """The page between the message and its sending: the email as people read it, and who gets it."""
    return render_in(
        frame,
        "pages/console/session_message.html",
        title=say("Check the email before it goes"),
        session=session_words(frame.programme, session),
        back_to=act_address(session.id, SessionAct.MESSAGE),
        action=act_address(session.id, SessionAct.MESSAGE),
        subject=wanted.subject,
        paragraphs=paragraphs_of(wanted.text),
        will=will,
        fields=carried(fields),
    )


def act_address(session_id: str, act: SessionAct) -> str:
    """The address of this act's form."""
    return f"{session_address(session_id)}/change/{act.value}"


def as_saved(programme: Programme, session: Session, act: SessionAct) -> str:
    """What is saved now of that which the act changes, in words."""
    match act:
        case SessionAct.MOVE:
            hours = from_to(session.start, session.end, programme.zone)
            return f"{date_and_time(session.start, programme.zone)} ({hours})"
        case SessionAct.THEME:
            return session.theme
        case SessionAct.CAPACITY:
            return str(session.capacity or "")
    return ""


def as_typed_in(typed: Typed, act: SessionAct) -> str:
    """What somebody typed into the act's fields, in words."""
    match act:
        case SessionAct.MOVE:
            day = " ".join(typed.get(name, "") for name in ("on[day]", "on[month]", "on[year]"))
            return say("{day}, {time}, {minutes} minutes", day=day, time=typed.get("at", ""), minutes=typed["minutes"])
        case SessionAct.THEME | SessionAct.CAPACITY:
            return typed.get(act.value, "")
    return ""


def _series_capacity(programme: Programme, session: Session) -> int | None:
    return next((one.capacity for one in programme.series if one.id == session.series), None)


def _whom(programme: Programme, counts: Counts) -> Sequence[tuple[str, str]]:
    hubs = [
        (f"{HUB}{hub.id}", say("Everyone with a place who joins at {hub} ({count})", hub=hub.name, count=count))
        for hub in programme.hubs
        if (count := (counts.hubs or {}).get(hub.id, 0))
    ]
    return [
        (REGISTERED, say("Everyone with a place ({count})", count=counts.registered)),
        (
            ALL,
            say(
                "Everyone with a place, and everyone on the waiting list ({count})",
                count=counts.registered + counts.waiting,
            ),
        ),
        *hubs,
    ]


def _summary(errors: Sequence[Mapping[str, str]]) -> Sequence[tuple[str, str]]:
    return [(IDS.get(one["field"], one["field"]), one["message"]) for one in errors]


def _by_field(errors: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    messages = {("on" if one["field"] == "start" else one["field"]): one["message"] for one in errors}
    return defaultdict(str, messages)
