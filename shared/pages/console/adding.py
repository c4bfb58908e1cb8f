"""Adding somebody to a session by hand: the form, what is wrong with it, and what it will do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.forms.answers import LIMITS, OPTIONAL
from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.pages.character_count import character_count_words
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.person_fields import address_errors, answer_errors, name_errors, reason_of
from shared.pages.console.place_words import STATES, hub_words
from shared.pages.console.session_tabs import SessionTab, session_address
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.registrations.rows import Registration
from shared.registrations.sign_up import SignUp
from shared.sessions.rows import Session
from shared.sessions.words import session_words
from shared.text.addresses import mended_address
from shared.text.plain import in_lines, in_one_line
from shared.web.requests import Fields, first_of

FIELDS = ("name", "email", "hub", "access_needs", "reason", "right", "sure")
"""The fields of the form. `right` is the address that somebody confirmed although it looks like a slip."""


@dataclass(frozen=True)
class Added:
    """What somebody filled in, and what is wrong with it by its field."""

    values: Mapping[str, str]
    errors: Sequence[tuple[str, str]] = ()
    details: SignUp | None = None

    @property
    def reason(self) -> str:
        """Why they are added."""
        return self.values.get("reason", "")


def added_of(programme: Programme, session: Session, fields: Fields | None) -> Added:
    """What somebody filled in, checked. `None`: the empty form."""
    if fields is None:
        return Added(dict.fromkeys(FIELDS, ""))
    reason, wrong = reason_of(programme, fields)
    values = {
        "name": in_one_line(first_of(fields, "name")),
        "email": mended_address(first_of(fields, "email")),
        "hub": first_of(fields, "hub"),
        "access_needs": in_lines(first_of(fields, "access_needs")),
        "reason": reason,
    }
    slip, wrong_address = address_errors(programme, values["email"], first_of(fields, "right"))
    errors = [*name_errors(values["name"]), *wrong_address, *answer_errors(programme, values), *wrong]
    needs, hub = values["access_needs"], values["hub"]
    blank = tuple(name for name in OPTIONAL if name not in ("access_needs", "hub") or not values[name])
    details = SignUp(
        name=values["name"], email=values["email"], series=session.series, access_needs=needs, hub=hub, blank=blank
    )
    right = values["email"] if slip else first_of(fields, "right")
    return Added({**values, "right": right}, errors, details)


def add_page(frame: Frame, session: Session, added: Added) -> str:
    """The form, with what was filled in and what is wrong with it."""
    errors = added.errors
    return render_in(
        frame,
        "pages/console/add.html",
        session=session_words(frame.programme, session),
        here=session_address(session.id, SessionTab.REGISTER),
        values=added.values,
        errors=errors,
        messages=dict.fromkeys(FIELDS, "") | dict(errors),
        hubs=frame.programme.hubs,
        limit=LIMITS[Answer.ACCESS_NEEDS],
        counting=character_count_words(),
    )


def what_adding_does(
    programme: Programme, session: Session, details: SignUp, there: Registration | None, *, is_free: bool
) -> list[str]:
    """Sentences that say what adding them will do."""
    name, date = details.name, long_date(session.start, programme.zone)
    address = say("The email goes to {address}. You vouch that it is theirs.", address=details.email)
    if there and there.is_told:
        state = say(STATES[there.state])
        return [
            say("This address has a place already: {name}, {state}.", name=there.details.name, state=state),
            say(
                "Their name, hub and needs become what you entered. They join at: {hub}.",
                hub=hub_words(programme, details.hub),
            ),
            say("They are emailed only if they join at another place than before."),
        ]
    return [
        say("{name} gets a seat on {date}.", name=name, date=date)
        if is_free
        else say("{name} goes on the waiting list of {date}, because no seat is free.", name=name, date=date),
        say("They join at: {hub}.", hub=hub_words(programme, details.hub)),
        address,
        say("They get a confirmation with the invitation, the ground rules and their personal link."),
    ]
