"""What the team does about a person as a whole: correct the address, collect everything held, erase."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.attendance.rows import Attendance
from shared.attention.rows import Matter
from shared.bulletin.rows import Subscription
from shared.failures.rows import FailedWork
from shared.feedback.rows import Answered
from shared.forms.rows import FormResponse
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time
from shared.mail.rows import Delivery
from shared.meetings.rows import Host
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.person_fields import Errors, address_errors, reason_of
from shared.privacy.exporting import HeldAbout, as_data
from shared.programme.model import Programme
from shared.registrations.rows import KnownAddress, Registration, Standing, Waiting
from shared.storage.row import Row
from shared.text.addresses import is_address, mended_address, normal_address
from shared.web.requests import Fields, first_of

ADDRESS_FIELDS = ("right", "confirmed", "reason", "series", "sure")
ERASE_FIELDS = ("email", "reason", "sure")
HELD_FIELDS = ("reason", "form")

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(Z|[+-]\d\d:\d\d)$")
"""How a row's moment is written in JSON."""

TABLES: Mapping[type[Row], Marked] = {
    Standing: Marked("Coming every time"),
    Registration: Marked("Places in sessions"),
    KnownAddress: Marked("Whether the address is confirmed"),
    Host: Marked("Hosting sessions"),
    Waiting: Marked("Waiting lists"),
    Attendance: Marked("Attendance"),
    Answered: Marked("That they answered after a session"),
    Matter: Marked("What waits for the team about them"),
    FormResponse: Marked("Sign-ups that are not worked yet"),
    FailedWork: Marked("Sign-ups that could not be used"),
    Subscription: Marked("The bulletin"),
    Delivery: Marked("Emails, by what and when"),
}
"""What the tables about people are called. Any other has its own name."""


TOLD: Mapping[str, Marked] = {
    "session": Marked("Session"),
    "about": Marked("About"),
    "audience": Marked("Bulletin for"),
    "name": Marked("Name"),
    "email": Marked("Email address"),
    "role": Marked("Grade or role"),
    "specialty": Marked("Specialty"),
    "provider": Marked("Organisation"),
    "moved_from": Marked("Moved from"),
    "access_needs": Marked("Needs"),
    "hub": Marked("Hub"),
    "follow_up": Marked("Agreed to get the answers"),
    "bulletin": Marked("Agreed to get the bulletin"),
    "every_session": Marked("Asked to come every time"),
    "raw": Marked("Their answers"),
    "payload": Marked("Their answers"),
    "since": Marked("Since"),
    "sign_up_at": Marked("Signed up on"),
    "changed_at": Marked("Changed on"),
    "ended_at": Marked("Stopped on"),
    "vouched_at": Marked("Address confirmed on"),
    "first_join": Marked("Joined on"),
    "last_leave": Marked("Left on"),
    "due": Marked("Due on"),
    "settled_at": Marked("Settled on"),
}
"""What a row says about a person, by the name of its field, in the order in which it is printed."""


@dataclass(frozen=True)
class Typed:
    """What somebody filled in, and what is wrong with it by its field."""

    values: Mapping[str, str]
    errors: Errors

    @property
    def reason(self) -> str:
        """Why they do it."""
        return self.values.get("reason", "")


def address_typed(programme: Programme, wrong: str, fields: Fields) -> Typed:
    """The form that corrects an address, checked. `wrong` is the address on file."""
    reason, errors = reason_of(programme, fields)
    right = mended_address(first_of(fields, "right"))
    slip, wrong_address = address_errors(programme, right, first_of(fields, "confirmed"), "right")
    if not wrong_address and normal_address(right) == normal_address(wrong):
        wrong_address = [("right", say("This is the address on file. Enter another one"))]
    confirmed = right if slip else first_of(fields, "confirmed")
    return Typed({"right": right, "confirmed": confirmed, "reason": reason}, [*wrong_address, *errors])


def erase_typed(programme: Programme, fields: Fields) -> Typed:
    """The form that erases somebody, checked."""
    reason, errors = reason_of(programme, fields)
    email = mended_address(first_of(fields, "email"))
    wrong = [] if is_address(email) else [("email", say("Enter an email address like name@example.nhs.uk"))]
    return Typed({"email": email, "reason": reason}, [*wrong, *errors])


def address_page(frame: Frame, name: str, wrong: str, typed: Typed, person: str, series: str) -> str:
    """The form that corrects an address."""
    return render_in(
        frame,
        "pages/console/person_address.html",
        name=name,
        wrong=wrong,
        here=f"/console/people/{person}",
        series=series,
        values={"right": "", "confirmed": "", "reason": ""} | dict(typed.values),
        errors=typed.errors,
        messages=dict.fromkeys(ADDRESS_FIELDS, "") | dict(typed.errors),
    )


def what_correcting_does(name: str, wrong: str, right: str, titles: Sequence[str]) -> list[str]:
    """Sentences that say what a corrected address does."""
    return [
        say(
            "The coming places of {name} move from {wrong} to {right}, with their seats.",
            name=name,
            wrong=wrong,
            right=right,
        ),
        say("This counts for: {cafes}.", cafes=", ".join(titles)),
        say("The right address gets a confirmation. The wrong one gets an email that its places are cancelled."),
    ]


def erase_page(frame: Frame, typed: Typed, back: str) -> str:
    """The form that erases somebody."""
    return render_in(
        frame,
        "pages/console/erase.html",
        back=back,
        values={"email": "", "reason": ""} | dict(typed.values),
        errors=typed.errors,
        messages=dict.fromkeys(ERASE_FIELDS, "") | dict(typed.errors),
    )


def what_erasing_does(email: str, held: Sequence[HeldAbout]) -> list[str]:
    """Sentences that say what goes and what stays."""
    goes = [one for one in held if one.is_erased]
    if not held:
        return [
            say("Nothing is held about {address} that names them. The bulletin does not come to it.", address=email)
        ]
    parts = ", ".join(f"{_called(one.kind)} ({len(one.rows)})" for one in goes)
    return [
        say("Everything that names {address} goes: {parts}.", address=email, parts=parts)
        if goes
        else say("No row that names {address} is left.", address=email),
        say("Coming places are given up. The seats go to people who wait. Nobody emails the person who is erased."),
        say("The bulletin does not come to this address again."),
        say("What stays names nobody: which emails went, counts, questions without authors, and the audit trail."),
        say("Emails that were sent before stay in the mailbox until somebody removes them there."),
        say("This cannot be undone."),
    ]


def held_page(frame: Frame, person: str, reason: str, errors: Errors, held: Sequence[HeldAbout] | None) -> str:
    """The form that asks why, and then everything held."""
    return render_in(
        frame,
        "pages/console/person_held.html",
        here=f"/console/people/{person}",
        reason=reason,
        errors=errors,
        messages={"reason": ""} | dict(errors),
        is_collected=held is not None,
        parts=list(_parts(held or (), frame.programme.zone)),
    )


def _parts(held: Sequence[HeldAbout], zone: ZoneInfo) -> Iterator[tuple[str, str, list[list[tuple[str, str]]]]]:
    """Each table: what it is called, how many rows, and each row's values in words."""
    data = as_data(held)
    for one in held:
        count = say_many("{count} entry", "{count} entries", count=len(one.rows))
        yield _called(one.kind), count, [list(_values(row, zone)) for row in data[one.kind.TABLE]]


def _values(row: Mapping[str, object], zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """What the row says about the person. Keys, counters and codes are in the file only."""
    details = row.get("details")
    said = {**row, **details} if isinstance(details, Mapping) else row
    for name, words in TOLD.items():
        if (value := said.get(name)) not in (None, "", False):
            yield say(words), _in_words(value, zone)


def _in_words(value: object, zone: ZoneInfo) -> str:
    """The value, with moments as people read them."""
    if value is True:
        return say("Yes")
    if isinstance(value, str) and MOMENT.match(value):
        return date_and_time(datetime.fromisoformat(value), zone)
    return str(value)


def _called(kind: type[Row]) -> str:
    return say(TABLES[kind]) if kind in TABLES else kind.TABLE
