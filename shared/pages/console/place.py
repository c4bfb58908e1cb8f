"""One person's place in one session: what they told us, every email about it, and what the team can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.attendance.marking import did_take_place
from shared.attendance.rows import Attendance
from shared.language.catalogue import Marked, say, say_many
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.mail_words import became_words, title_words
from shared.pages.console.person_fields import SHORT_TEXTS
from shared.pages.console.place_acts import LABELS, TITLES, PlaceAct
from shared.pages.console.place_words import STATES, hub_words, needs_words
from shared.pages.console.session_tabs import SessionTab, session_address
from shared.programme.model import Programme
from shared.registrations.by_hand import is_coming
from shared.registrations.places import Place
from shared.registrations.rows import RegistrationState
from shared.reminders.mails_of_place import MailOfPlace
from shared.sessions.rows import SessionState
from shared.sessions.words import session_words

NOTICES = {
    PlaceAct.CORRECT: Marked("The answers are corrected."),
    PlaceAct.MOVE: Marked("They have a place on the other date. They get an email about each."),
    PlaceAct.CANCEL: Marked("The place is cancelled."),
    PlaceAct.CAME: Marked("It is noted that they came."),
    PlaceAct.NOT_CAME: Marked("The note that they came is taken back."),
    PlaceAct.RESEND: Marked("The email is on its way."),
}
"""What the page says after each act."""


@dataclass(frozen=True)
class ShownPlace:
    """What the page shows."""

    place: Place
    mails: Sequence[MailOfPlace]
    attendance: Attendance | None
    now: datetime


def place_address(session_id: str, person: str) -> str:
    """The address of the page of somebody's place."""
    return f"{session_address(session_id, SessionTab.REGISTER)}/{person}"


def place_page(frame: Frame, shown: ShownPlace, done: str = "") -> str:
    """The page of the place."""
    programme, place = frame.programme, shown.place
    notice = next((NOTICES[act] for act in PlaceAct if act == done), None)
    here = place_address(place.session.id, place.registration.person)
    return render_in(
        frame,
        "pages/console/place.html",
        done=say(notice) if notice else "",
        name=place.registration.details.name,
        session=session_words(programme, place.session),
        register=session_address(place.session.id, SessionTab.REGISTER),
        person=f"/console/people/{place.registration.person}?series={place.session.series}",
        facts=list(_facts(programme, shown)),
        acts=[(say(TITLES[act]), f"{here}/{act}") for act in acts_on(shown)],
        mails=[[title_words(mail), became_words(mail, shown.now, programme.zone)] for mail in shown.mails],
    )


def acts_on(shown: ShownPlace) -> Iterator[PlaceAct]:
    """What the team can do about this place now."""
    place, state = shown.place, shown.place.registration.state
    if is_coming(place.session, shown.now):
        if state is not RegistrationState.CANCELLED:
            yield from (PlaceAct.CORRECT, PlaceAct.MOVE, PlaceAct.CANCEL)
        if place.registration.is_told and place.session.state is SessionState.OPEN:
            yield PlaceAct.RESEND
    elif did_take_place(place.session, shown.now):
        if shown.attendance is None:
            yield PlaceAct.CAME
        elif shown.attendance.by_hand:
            yield PlaceAct.NOT_CAME


def _facts(programme: Programme, shown: ShownPlace) -> Iterator[tuple[str, str]]:
    place, details = shown.place, shown.place.registration.details
    yield say("Email address"), details.email
    yield say("Place"), say(STATES[place.registration.state])
    yield say("Joins at"), hub_words(programme, details.hub)
    yield say("Comes every time"), say("Yes") if place.registration.standing else say("No")
    yield say("Needs"), needs_words(programme, details.access_needs) or say("Nothing")
    for answer in SHORT_TEXTS:
        if text := getattr(details, answer.value):
            yield say(LABELS[answer]), text
    if did_take_place(place.session, shown.now):
        yield say("Came"), _came(shown.attendance)


def _came(attendance: Attendance | None) -> str:
    if attendance is None:
        return say("Nothing says that they came")
    if attendance.by_hand:
        return say("Yes, noted by the team")
    minutes = attendance.seconds // 60
    return say_many("Yes, for {count} minute", "Yes, for {count} minutes", count=minutes)
