"""The letters about somebody's place in a session, and when they are no longer wanted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import (
    ADDRESS,
    HOUR,
    NOW,
    SESSION,
    START,
    a_delivery,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
)
from local.memory.services import KEYS, SITE, some_services
from shared.keys import Link
from shared.letters import cancellation, changed, confirmation, seat, session_cancelled
from shared.letters.kinds import COMPOSE, Compose
from shared.mail.letter import Letter, Missed
from shared.mail.rows import MailKind
from shared.registrations.rows import Registration, RegistrationState
from shared.sessions.rows import OpenSession, SessionState
from shared.storage.row import Row
from tests.letters.letter_reading import calendar_entry, heading, lines, read, unreadable_links

CANCELLED, WAITING = RegistrationState.CANCELLED, RegistrationState.WAITING
JOIN = "https://teams.example.org/l/meetup-join/1"
PERSON = KEYS.person(ADDRESS)
MINE = f"{SITE}/my/{KEYS.sign(Link.REGISTRATION, SESSION, PERSON)}"
WHEN = "When: Wednesday 9 December 2026, 12:30pm to 1:30pm"


def composed(compose: Compose, having: Sequence[Row], *, detail: str = "0", now: datetime = NOW) -> Letter:
    return compose(some_services(having=having), a_delivery(detail=detail), now)


# --- confirmation -----------------------------------------------------------------------------------------


def test_a_confirmation_says_when_and_how_to_join() -> None:
    letter = composed(confirmation.compose, [a_session(), a_registration()])
    assert (letter.to, letter.subject) == (
        ADDRESS,
        "Confirmed: Virtual Café for postgraduate doctors in training, Wednesday 9 December 2026, 12:30pm",
    )
    assert lines(letter)[:10] == [
        "Northmoor Virtual Café",
        "You have a place",
        "Dear Amara Nwosu,",
        "Thank you for signing up. You are coming to the café.",
        "Open the attached file to put the session in your calendar.",
        "Session: Virtual Café for postgraduate doctors in training",
        WHEN,
        "Where: Online, on Microsoft Teams",
        "Join on Microsoft Teams",
        JOIN,
    ]


def test_a_confirmation_repeats_the_rules_and_where_else_to_go() -> None:
    letter = composed(confirmation.compose, [a_session(), a_registration()])
    programme = some_services().programme
    said = lines(letter)
    start = said.index("Ground rules") + 1
    assert tuple(said[start : start + 4]) == programme.ground_rules.rules
    start = said.index("What the café does not offer") + 2
    assert said[start : start + 4] == [f"{one.name}. {one.go_to}: {one.link}" for one in programme.not_for]


def test_a_confirmation_has_the_personal_link_in_words_too() -> None:
    letter = composed(confirmation.compose, [a_session(), a_registration()])
    assert lines(letter).count(MINE) == 1
    assert read(letter).links.count(MINE) == 2


def test_a_confirmation_invites_the_calendar() -> None:
    letter = composed(confirmation.compose, [a_session(sequence=2), a_registration(sequence=3)], detail="3")
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["SEQUENCE"], entry["LOCATION"]) == ("REQUEST", "5", JOIN)
    assert entry["UID"] == f"{SESSION}.{PERSON}@example.nhs.uk"
    assert MINE not in entry["DESCRIPTION"]


def test_somebody_on_the_waiting_list_gets_neither_link_nor_invitation() -> None:
    letter = composed(confirmation.compose, [a_session(), a_registration(state=WAITING)])
    assert letter.subject.startswith("Waiting list: ")
    assert heading(letter) == "You are on the waiting list"
    assert letter.attachments == ()
    assert [link for link in read(letter).links if link in {JOIN, MINE}] == [MINE, MINE]


def test_somebody_who_comes_to_a_hub_is_told_where_it_is() -> None:
    place = a_registration(details=a_sign_up(hub="eastvale"))
    letter = composed(confirmation.compose, [a_session(), place])
    where = "Eastvale Infirmary, Education Centre: Library meeting room, Education Centre, Eastvale Infirmary, "
    assert lines(letter)[7:12] == [
        f"Where: {where}Canal Street, Eastvale",
        "You are joining from a hub. The room shows the café, so you do not need a device of your own.",
        "If you have a question about the room, email pgc.eastvale@example.nhs.uk.",
        "If you cannot get there, join online:",
        "Join on Microsoft Teams",
    ]
    assert JOIN in read(letter).links
    assert JOIN not in " ".join(lines(letter))
    entry = calendar_entry(letter)
    assert entry["LOCATION"].replace("\\", "") == f"{where}Canal Street, Eastvale"
    assert entry["URL"] == JOIN


def test_a_hub_that_the_programme_no_longer_has_is_online() -> None:
    place = a_registration(details=a_sign_up(hub="closed-down"))
    assert lines(composed(confirmation.compose, [a_session(), place]))[7] == "Where: Online, on Microsoft Teams"


def test_a_session_without_its_link_yet_says_that_it_follows() -> None:
    letter = composed(confirmation.compose, [a_session(join_url=""), a_registration()])
    assert lines(letter)[8] == "We will send you the link to join before the session."
    entry = calendar_entry(letter)
    assert (entry["LOCATION"], entry["URL"]) == ("Online\\, on Microsoft Teams", SITE)


def test_somebody_who_comes_to_every_session_is_told_how_to_stop() -> None:
    note = (
        "You are signed up for every session of this café until you stop. On the same page you can cancel this "
        "date only, or stop coming to every session."
    )
    told = [
        note in lines(composed(confirmation.compose, [a_session(), a_registration(standing=standing)]))
        for standing in (True, False)
    ]
    assert told == [True, False]


# --- cancellation -----------------------------------------------------------------------------------------


def test_a_cancellation_takes_the_entry_out_of_the_calendar() -> None:
    letter = composed(cancellation.compose, [a_session(), a_registration(state=CANCELLED, sequence=1)], detail="1")
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    assert heading(letter) == "Your place is cancelled"
    assert read(letter).links[:2] == [f"{SITE}/sign-up", f"{SITE}/sign-up"]


@pytest.mark.parametrize(("standing", "told"), [((a_standing(),), 1), ((a_standing(ended=True),), 0), ((), 0)])
def test_a_cancellation_says_whether_the_other_sessions_stay(standing: Sequence[Row], told: int) -> None:
    rows = [a_session(), a_registration(state=CANCELLED, sequence=1), *standing]
    said = lines(composed(cancellation.compose, rows, detail="1"))
    assert sum("You are still signed up for the other sessions" in line for line in said) == told


# --- changed ----------------------------------------------------------------------------------------------


def test_a_moved_session_moves_in_the_calendar() -> None:
    moved = a_session(id=SESSION, start=START + timedelta(days=7), sequence=1)
    letter = composed(changed.compose, [moved, a_registration(sequence=2)], detail="1")
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["SEQUENCE"], entry["DTSTART"]) == ("REQUEST", "3", "20261216T123000")
    assert lines(letter)[6] == "When: Wednesday 16 December 2026, 12:30pm to 1:30pm"


@pytest.mark.parametrize("state", [RegistrationState.REGISTERED, WAITING])
@pytest.mark.parametrize(
    ("before", "said"),
    [
        (START - timedelta(days=7), "has a new time. The old time was Wednesday 2 December 2026, 12:30pm. You keep"),
        (START, "has a new time. You keep"),
        (None, "has a new time. You keep"),
    ],
)
def test_somebody_who_is_told_of_a_new_time_reads_the_old_one(
    before: datetime | None, said: str, state: RegistrationState
) -> None:
    moved = a_session(sequence=1).model_copy(update={"moved_from": before})
    (first,) = [
        line
        for line in lines(composed(changed.compose, [moved, a_registration(state=state)], detail="1"))
        if said in line
    ]
    assert first.startswith("The session you are ")


def test_the_waiting_list_hears_of_a_new_time_without_an_invitation() -> None:
    letter = composed(changed.compose, [a_session(sequence=1), a_registration(state=WAITING)], detail="1")
    assert letter.attachments == ()
    assert JOIN not in read(letter).links


# --- session cancelled ------------------------------------------------------------------------------------

CALLED_OFF = a_session(state=SessionState.CANCELLED, sequence=1, reason="The panel is on strike & sorry.")
NEXT = a_session(start=START + timedelta(days=35))
INDEX = OpenSession(id=NEXT.id)


def test_a_cancelled_session_says_why_and_leaves_the_calendar() -> None:
    letter = composed(session_cancelled.compose, [CALLED_OFF, a_registration(sequence=4)], detail="1")
    entry = calendar_entry(letter)
    assert (entry["METHOD"], entry["SEQUENCE"]) == ("CANCEL", "5")
    assert lines(letter)[6] == "Why: The panel is on strike & sorry."
    assert "The next session is not planned yet. New dates appear on the sign-up page:" in lines(letter)


def test_a_cancelled_session_names_the_next_one() -> None:
    letter = composed(session_cancelled.compose, [CALLED_OFF, a_registration(), NEXT, INDEX], detail="1")
    said = lines(letter)
    start = said.index("The next session")
    assert said[start + 1 : start + 4] == [
        "Session: Virtual Café for postgraduate doctors in training",
        "When: Wednesday 13 January 2027, 12:30pm to 1:30pm",
        "You are welcome to come. Your place does not move to the next session by itself, so please sign up:",
    ]


def test_the_next_session_is_the_one_after_the_cancelled_one() -> None:
    march = a_session(start=START + timedelta(days=91), state=SessionState.CANCELLED, sequence=1)
    april = a_session(start=START + timedelta(days=126))
    index = [OpenSession(id=april.id), INDEX]
    place = a_registration(session=march.id)
    services = some_services(having=[march, NEXT, april, *index, place])
    letter = session_cancelled.compose(services, a_delivery(about=march.id, detail="1"), NOW)
    said = lines(letter)
    assert said[said.index("The next session") + 2] == "When: Wednesday 14 April 2027, 1:30pm to 2:30pm"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (RegistrationState.REGISTERED, "You have a place there, so you do not need to do anything."),
        (WAITING, "That session is full and you are on its waiting list. You do not need to do anything."),
        (CANCELLED, "You cancelled your place there. If you want to come after all, sign up again:"),
    ],
)
@pytest.mark.parametrize("standing", [(a_standing(),), ()])
def test_a_cancelled_session_says_what_place_the_reader_has_in_the_next(
    state: RegistrationState, said: str, standing: Sequence[Row]
) -> None:
    rows = [CALLED_OFF, a_registration(), NEXT, INDEX, a_registration(session=NEXT.id, state=state), *standing]
    letter = lines(composed(session_cancelled.compose, rows, detail="1"))
    assert said in letter
    assert not any("confirmation" in line for line in letter)


def test_somebody_who_comes_to_every_session_need_not_sign_up_for_the_next() -> None:
    rows = [CALLED_OFF, a_registration(), NEXT, INDEX, a_standing()]
    letter = composed(session_cancelled.compose, rows, detail="1")
    assert f"{SITE}/sign-up" not in read(letter).links


def test_the_waiting_list_has_nothing_to_take_out_of_the_calendar() -> None:
    letter = composed(session_cancelled.compose, [CALLED_OFF, a_registration(state=WAITING)], detail="1")
    assert letter.attachments == ()


# --- windows ----------------------------------------------------------------------------------------------

GONE = a_registration(state=CANCELLED, sequence=1)
OFF = a_session(state=SessionState.CANCELLED)
OVER = START + HOUR
LETTERS: list[tuple[Compose, Sequence[Row], str, datetime, str]] = [
    (confirmation.compose, [a_registration()], "0", NOW, "the session is not kept any more"),
    (confirmation.compose, [a_session()], "0", NOW, "the registration is not kept any more"),
    (confirmation.compose, [OFF, a_registration()], "0", NOW, "the session is cancelled"),
    (confirmation.compose, [a_session(), a_registration()], "0", OVER, "the session is over"),
    (confirmation.compose, [a_session(), GONE], "1", NOW, "the registration is cancelled"),
    (seat.compose, [a_session(), a_registration(sequence=2)], "0", NOW, "it changed since, and a later mail says how"),
    (seat.compose, [OFF, a_registration()], "0", NOW, "the session is cancelled"),
    (seat.compose, [a_session(), a_registration()], "0", OVER, "the session is over"),
    (seat.compose, [a_session(), GONE], "1", NOW, "the registration is cancelled"),
    (
        confirmation.compose,
        [a_session(state=SessionState.PLANNED), a_registration()],
        "0",
        NOW,
        "it changed since, and a later mail says how",
    ),
    (cancellation.compose, [a_session(), a_registration(sequence=2)], "1", NOW, "the person came back"),
    (cancellation.compose, [a_session(), GONE], "3", NOW, "it changed since, and a later mail says how"),
    (cancellation.compose, [a_session(), GONE], "1", OVER, "the session is over"),
    (changed.compose, [OFF, a_registration()], "0", NOW, "the session is cancelled"),
    (changed.compose, [a_session(sequence=1), a_registration()], "1", OVER, "the session is over"),
    (changed.compose, [a_session(sequence=1), GONE], "1", NOW, "the registration is cancelled"),
    (
        changed.compose,
        [a_session(sequence=2), a_registration()],
        "1",
        NOW,
        "it changed since, and a later mail says how",
    ),
    (session_cancelled.compose, [a_session(), a_registration()], "1", NOW, "the session takes place"),
    (session_cancelled.compose, [CALLED_OFF, GONE], "1", NOW, "the registration is cancelled"),
    (session_cancelled.compose, [CALLED_OFF, a_registration()], "1", OVER, "the session is over"),
]


@pytest.mark.parametrize(("compose", "having", "detail", "now", "reason"), LETTERS)
def test_a_letter_that_is_no_longer_wanted_is_missed(
    compose: Compose, having: Sequence[Row], detail: str, now: datetime, reason: str
) -> None:
    with pytest.raises(Missed) as missed:
        composed(compose, having, detail=detail, now=now)
    assert str(missed.value) == reason


def test_a_letter_is_wanted_until_the_session_ends() -> None:
    letter = composed(confirmation.compose, [a_session(), a_registration()], now=OVER - timedelta(seconds=1))
    assert heading(letter) == "You have a place"


# --- all of them ------------------------------------------------------------------------------------------


def test_there_is_a_letter_for_every_kind_of_mail() -> None:
    assert set(COMPOSE) == set(MailKind)


def the_four(registration: Registration) -> list[Letter]:
    """The letters of this file, to the person who has this place."""
    gone = registration.model_copy(update={"state": CANCELLED})
    return [
        composed(confirmation.compose, [a_session(), registration]),
        composed(cancellation.compose, [a_session(), gone]),
        composed(changed.compose, [a_session(), registration]),
        composed(session_cancelled.compose, [CALLED_OFF, registration]),
    ]


@given(name=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_no_name_becomes_markup_or_shows_in_a_subject(name: str) -> None:
    person = a_registration(details=a_sign_up(name=f"{name}<script>alert(1)</script>&amp;"), person=PERSON)
    plain = a_registration(details=a_sign_up(name="Amara"))
    for hostile, harmless in zip(the_four(person), the_four(plain), strict=True):
        assert read(hostile).elements == read(harmless).elements
        assert lines(hostile)[2] == " ".join(f"Dear {name}<script>alert(1)</script>&amp;,".split())
        assert hostile.subject == harmless.subject


def test_a_letter_fetches_nothing_and_says_whose_it_is() -> None:
    for letter in the_four(a_registration()):
        assert not {"img", "link", "script", "iframe"} & set(read(letter).elements)
        assert "src=" not in letter.html
        assert unreadable_links(letter) == set()
        assert lines(letter)[-2:] == [
            "Northmoor Virtual Café, Northmoor. Email us at virtual.cafe@example.nhs.uk.",
            "This email is for you alone. Its links are personal, so please do not pass them on. If you got it by "
            "mistake, tell us and delete it.",
        ]
