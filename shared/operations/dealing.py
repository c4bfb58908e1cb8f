"""Dealing with what waits about a person: it is dealt with, its address corrected, or its sign-up accepted or refused.

Each says beforehand what it will do (`will_do`), and refuses what was typed wrongly. Then `deal` does it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.attention.rows import Matter
from shared.audit_trail.reasons import must_say_why
from shared.errors import NotPossible, NotThere, NotUsable
from shared.forms import audience
from shared.gate.naming_nobody import must_name_nobody
from shared.language.catalogue import say, say_many
from shared.operations.waiting import done_with, series_of_matter, with_names
from shared.registrations.correcting import Correction, coming_places, correct_address
from shared.services import Services
from shared.storage.changing import repeat_if_changed
from shared.text.addresses import is_address, mended_address
from shared.text.plain import in_one_line

LONGEST_WORDS = 500
"""Characters of what a person is told."""


class Dealing(StrEnum):
    """What a person can do about it."""

    DONE = "done"
    CORRECT = "correct"
    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Wish:
    """What somebody of the team wants to do about one thing, and what they typed for it."""

    matter: Matter
    who: str
    reason: str = ""
    right: str = ""
    """The right address."""
    series: str = ""
    """The series for which a sign-up is accepted."""
    words: str = ""
    """What a person is told whose sign-up is refused."""


def will_do(services: Services, what: Dealing, wish: Wish, now: datetime) -> Sequence[str]:
    """What this will do, in sentences. Raises `NotUsable` for what was typed wrongly."""
    return WILL[what](services, wish, now)


def deal(services: Services, what: Dealing, wish: Wish, now: datetime) -> None:
    """Do it. It is safe to repeat. Raises `NotUsable`, `NotPossible`."""
    WILL[what](services, wish, now)
    DOES[what](services, wish, now)


# --- what it will do ----------------------------------------------------------------------------------------


def _will_be_done(services: Services, wish: Wish, _: datetime) -> Sequence[str]:
    must_say_why(services.programme, wish.reason)
    return [say("It leaves the list. Nobody is told.")]


def _will_correct(services: Services, wish: Wish, now: datetime) -> Sequence[str]:
    right = mended_address(wish.right)
    if not is_address(right):
        raise _wrong("right", say("Enter an email address in the correct format, like name@example.com"))
    if services.keys.person(right) == wish.matter.person:
        raise _wrong("right", say("Enter another address than the one that was typed"))
    must_name_nobody(services.programme, wish.reason)
    series = series_of_matter(services, wish.matter)
    count = sum(coming_places(services, one, wish.matter.person, now) for one in series)
    return [
        say_many("{count} place moves to {right}.", "{count} places move to {right}.", count=count, right=right),
        say("The right address gets a confirmation. The wrong one is told that it has no place any more."),
    ]


def _will_accept(services: Services, wish: Wish, _: datetime) -> Sequence[str]:
    title = next((one.title for one in services.programme.series if one.id == wish.series), "")
    if not title:
        raise _wrong("series", say("Select the café for which the person is signed up"))
    return [say("The person is signed up to: {title}.", title=title), say("They get a confirmation.")]


def _will_refuse(_: Services, wish: Wish, __: datetime) -> Sequence[str]:
    if not wish.words:
        raise _wrong("words", say("Enter what to tell the person. They read these words."))
    if len(wish.words) > LONGEST_WORDS:
        raise _wrong("words", say("Use {limit} characters or fewer", limit=LONGEST_WORDS))
    return [say("No place is made."), say("The person gets an email with your words: {words}", words=wish.words)]


WILL: Mapping[Dealing, Callable[[Services, Wish, datetime], Sequence[str]]] = {
    Dealing.DONE: _will_be_done,
    Dealing.CORRECT: _will_correct,
    Dealing.ACCEPT: _will_accept,
    Dealing.REFUSE: _will_refuse,
}


def _wrong(field: str, message: str) -> NotUsable:
    return NotUsable(message, [{"field": field, "message": message}])


# --- doing it -----------------------------------------------------------------------------------------------


def _done(services: Services, wish: Wish, now: datetime) -> None:
    done_with(services, wish.matter.id, wish.who, wish.reason, now)


def _correct(services: Services, wish: Wish, now: datetime) -> None:
    wrong = with_names(services, wish.matter)["email"]
    reason = in_one_line(wish.reason)[:200] or say("The address was mistyped.")
    wanted = Correction(wrong=wrong, right=wish.right, reason=reason)
    for series in sorted(series_of_matter(services, wish.matter)):
        try:
            repeat_if_changed(lambda one=series: correct_address(services, one, wanted, wish.who, now))  # type: ignore[misc] # mypy knows no type for a default
        except NotThere as nobody:
            raise NotPossible(say("Nobody with this address comes to a session any more.")) from nobody


def _accept(services: Services, wish: Wish, now: datetime) -> None:
    audience.accept(services, wish.matter, wish.series, wish.who, now)


def _refuse(services: Services, wish: Wish, now: datetime) -> None:
    audience.refuse(services, wish.matter, wish.words, wish.who, now)


DOES: Mapping[Dealing, Callable[[Services, Wish, datetime], None]] = {
    Dealing.DONE: _done,
    Dealing.CORRECT: _correct,
    Dealing.ACCEPT: _accept,
    Dealing.REFUSE: _refuse,
}
