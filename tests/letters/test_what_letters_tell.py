"""What letters tell: a reader who knows this program and has every letter of a session cannot find a small number.

Each test makes the same session several times, and changes one number among those that are few: 0 to 7. The briefing
and the digest must be the same, letter by letter. So whoever reads both cannot tell which of the eight numbers it is.

What this does not prove: that nobody can find a small number who knows more, such as everybody who joined but one. And
people's own words tell that somebody wrote them: a need for captions in a briefing tells that somebody is coming.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.builders import (
    START,
    a_delivery,
    a_feedback,
    a_registration,
    a_session,
    a_sign_up,
    an_attendance,
)
from local.memory.services import MemoryServices, some_services
from shared.attendance.rows import AttendanceTaken
from shared.figures.digest import write_digest
from shared.figures.rows import Digest
from shared.letters.kinds import COMPOSE
from shared.mail.rows import MailKind
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import Session, SessionState
from shared.storage.row import Row

HOST = "imogen.hartley@example.nhs.uk"
MANY = 24
LETTERS = {"briefing": timedelta(hours=-19), "digest": timedelta(hours=26)}


def people(count: int, first: int, *, state: RegistrationState = RegistrationState.REGISTERED) -> list[Registration]:
    return [
        a_registration(person=f"person-{number}", details=a_sign_up(email=f"{number}@example.org"), state=state)
        for number in range(first, first + count)
    ]


def told(
    specialties: Sequence[int] = (),
    /,
    *,
    registered: int = MANY,
    joined: int = 0,
    waiting: int = 0,
    cancelled: int = 0,
    came: int = 12,
    guests: int = 0,
    answers: int = 10,
    kept_away: int = 0,
) -> tuple[str, str]:
    """The briefing and the digest of a session with these numbers. `joined` joined after the briefing."""
    session = a_session()
    services = some_services(having=[session])
    seated = people(registered, 0)
    for number, place in enumerate(_spread(seated, specialties)):
        services.tables.put(place if number else seated[0])
    others = [*people(waiting, 100, state=RegistrationState.WAITING)]
    gone = [*people(cancelled, 200, state=RegistrationState.CANCELLED)]
    _put(services, [*others, *gone])
    before = _letter(services, "briefing", session)
    _put(services, people(joined, 300))
    _put(services, [an_attendance(attendee=f"person-{number}") for number in range(came)])
    _put(services, [an_attendance(attendee=f"guest-{number}", registered=False) for number in range(guests)])
    _put(services, [a_feedback(id=f"came-{number}") for number in range(answers)])
    away = [a_feedback(id=f"away-{number}", came=False, score=None, stopped_by=["work"]) for number in range(kept_away)]
    _put(services, [*away, AttendanceTaken(session=session.id, reported=True, people=came, at=session.end)])
    return before, _ended(services, session)


def _spread(seated: Sequence[Registration], specialties: Sequence[int]) -> list[Registration]:
    """The people, so many from each specialty. The rest say nothing."""
    names = [name for name, count in zip("ABCDEF", specialties, strict=False) for _ in range(count)]
    names += [""] * (len(seated) - len(names))
    return [
        place.model_copy(update={"details": place.details.model_copy(update={"specialty": name})})
        for place, name in zip(seated, names, strict=True)
    ]


def _put(services: MemoryServices, rows: Sequence[Row]) -> None:
    for row in rows:
        services.tables.put(row)


def _ended(services: MemoryServices, session: Session) -> str:
    stored = services.tables.get(Session, session.key)
    assert stored
    services.tables.replace(stored.model_copy(update={"state": SessionState.ENDED}))
    write_digest(services, session.id, session.end + timedelta(hours=25))
    return _letter(services, "digest", session)


def _letter(services: MemoryServices, kind: str, session: Session) -> str:
    delivery = a_delivery(email=HOST, detail="", about=session.id, purpose=f"{session.occasion}.{kind}")
    return COMPOSE[MailKind(kind)](services, delivery, session.start + LETTERS[kind]).html


@pytest.mark.parametrize("one", ["waiting", "cancelled", "came", "guests", "answers", "kept_away"])
def test_nobody_and_a_few_are_told_in_the_same_words(one: str) -> None:
    others = {"answers": 0} if one == "kept_away" else {}
    letters = {told(**{**others, one: count}) for count in range(8)}
    assert len(letters) == 1
    assert told(**{**others, one: 30 if one != "came" else 8}) not in letters


def test_few_who_registered_are_told_in_the_same_words_as_nobody() -> None:
    assert len({told(registered=count, came=0, answers=0) for count in range(8)}) == 1


def test_who_joins_after_the_briefing_is_not_to_be_found_in_the_digest() -> None:
    assert len({told(registered=7, joined=joined, came=3) for joined in range(9)}) == 1
    assert len({told(registered=8, joined=joined, came=3) for joined in range(9)}) == 1


def test_few_of_a_specialty_are_told_in_the_same_words_as_nobody() -> None:
    """Three small counts, in a session with two specialties that are shown."""
    letters = {told((14, 17 - sum(few), *few), registered=31) for few in product(range(2), repeat=3)}
    assert len(letters) == 1


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.integers(0, 7)] * 5), st.tuples(*[st.integers(0, 7)] * 5), st.integers(0, 3))
def test_any_two_sessions_that_differ_only_in_few_are_told_alike(
    some: tuple[int, ...], others: tuple[int, ...], joined: int
) -> None:
    names = ("waiting", "cancelled", "came", "guests", "answers")
    first, second = (dict(zip(names, counts, strict=True)) for counts in (some, others))
    assert told(joined=joined, **first) == told(joined=joined, **second)


# --- words ---------------------------------------------------------------------------------------------------


def after_sessions(*answers: int) -> list[Digest]:
    """The digests of sessions four weeks apart with so many answers each, newest last."""
    services = some_services()
    for number, count in enumerate(answers):
        session = a_session(start=START + timedelta(weeks=4 * number), state=SessionState.ENDED)
        services.tables.put(session)
        _put(services, [a_feedback(session=session.id, id=f"{one}", words=f"Word {one}") for one in range(count)])
        write_digest(services, session.id, session.end + timedelta(hours=25))
    return services.tables.rows(Digest)


def test_words_come_with_the_digest_of_a_session_in_which_enough_people_answered() -> None:
    assert [one.told for one in after_sessions(3, 2, 8)] == [
        (),
        (),
        ("pgdit-2026-12-09", "pgdit-2027-01-06", "pgdit-2027-02-03"),
    ]


def test_words_of_few_wait_for_the_next_quarter_whoever_answered_in_this_session() -> None:
    """December 2026; January, February and twice March 2027; April 2027."""
    digests = after_sessions(3, 4, 3, 2, 0, 0)
    assert [len(one.told) for one in digests] == [0, 0, 0, 0, 0, 5]
    assert [one.held_answers for one in digests] == [3, 7, 10, 12, 12, 0]
    assert digests[-1].held == ("pgdit-2027-04-28",)


@pytest.mark.parametrize("count", [2_000, 5_000])
def test_the_digest_of_thousands_with_words_is_a_row_and_a_mail(count: int) -> None:
    """A row of a table holds 1 MiB, and Graph takes a mail of 4 MB."""
    session = a_session()
    services = some_services(having=[session])
    for number, place in enumerate(people(count, 0)):
        words = f"{number} somewhere in the region with a long name of its own"
        details = place.details.model_copy(update={"specialty": words, "provider": words * 3})
        services.tables.put(place.model_copy(update={"details": details}))
        services.tables.put(a_feedback(id=f"{number}", words=f"{number} " + "<Thank you> & so on. " * 6))
    _put(services, [AttendanceTaken(session=session.id, reported=True, people=0, at=session.end)])
    assert len(_ended(services, session).encode()) < 1_000_000
    (row,) = services.tables.rows(Digest)
    assert len(row.figures.encode("utf-16-le")) < 65_536
    assert services.tables.get(Session, session.key).state is SessionState.CLOSED  # type: ignore[union-attr] # it is there
