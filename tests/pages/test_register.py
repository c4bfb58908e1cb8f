"""The register and each place in it: who may see whom, what each act says before it acts, and what it costs."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_delivery,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attendance.rows import Attendance
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.rows import AuditEntry
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.messages import RegistrationMade
from shared.registrations.rows import Registration, RegistrationState
from shared.registrations.telling import sign_up_occasion
from shared.sessions.rows import OpenSession, SessionState
from tests.pages.signed_in import Console, status_and_words
from tests.web.test_principal import ADMIN, COORDINATOR, a_header

AMARA = KEYS.person(ADDRESS)
JANUARY = a_session(start=START + timedelta(days=35))
REGISTER = f"/console/sessions/{SESSION}/register"
PLACE = f"{REGISTER}/{AMARA}"
OF_EDUCATORS = a_header(("oid", "5"), ("roles", "Facilitator"), ("preferred_username", "wenli.tan@example.nhs.uk"))
LEAD = a_header(("oid", "6"), ("roles", "Lead"))


def a_cafe(*rows: object) -> MemoryServices:
    sessions = [a_session(), JANUARY]
    index = [OpenSession(id=one.id) for one in sessions]
    return some_services(having=[*sessions, *index, *rows])  # type: ignore[list-item]  # any rows


def console(*rows: object, headers: dict[str, str] = COORDINATOR, now: datetime = NOW) -> Console:
    return Console(a_cafe(*(rows or [a_registration()])), headers, now)


def place(number: int, **changes: object) -> Registration:
    details = a_sign_up(name=f"Doctor {number:04}", email=f"doctor{number}@example.nhs.uk")
    state = changes.pop("state", RegistrationState.REGISTERED)
    assert isinstance(state, RegistrationState)
    return a_registration(details=details.model_copy(update=changes), state=state)


def states(cafe: Console) -> dict[str, RegistrationState]:
    return {row.session: row.state for row in cafe.services.tables.rows(Registration)}


# --- who may see whom -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [REGISTER, f"{REGISTER}.csv", f"{REGISTER}/add", PLACE, f"{PLACE}/cancel", f"{PLACE}/correct"]
)
def test_a_register_is_for_those_who_run_the_series_and_never_for_a_lead(address: str) -> None:
    for headers, status in ((COORDINATOR, 200), (ADMIN, 200), (OF_EDUCATORS, 403), (LEAD, 403)):
        got, words = status_and_words(console(headers=headers).get(address))
        assert got == status, headers
        assert ("Nwosu" in words) == (status == 200 and not address.endswith("/add"))


def test_what_is_not_there_is_a_page_that_says_so() -> None:
    for address in (
        "/console/sessions/pgdit-2030-01-01/register",
        "/console/sessions/nonsense/register",
        f"{REGISTER}/nobody",
        f"{PLACE}/juggle",
        f"/console/sessions/{JANUARY.id}/register/{AMARA}",
    ):
        assert console().get(address).status_code == 404, address


def test_each_look_is_in_the_audit_trail_once_an_hour_and_names_nobody() -> None:
    cafe = console()
    for address in (REGISTER, REGISTER, PLACE, f"{REGISTER}.csv"):
        cafe.get(address)
    trail = [(row.act, row.about, row.who) for row in cafe.services.tables.rows(AuditEntry)]
    assert sorted(trail) == [
        ("download register", f"session.{SESSION}", "4"),
        ("look at place", f"place.{SESSION}.{AMARA}", "4"),
        ("look at register", f"session.{SESSION}", "4"),
    ]


# --- the register -----------------------------------------------------------------------------------------------


def test_the_register_says_who_comes_how_and_what_they_need_as_far_as_the_gate_lets_it() -> None:
    words = console(
        a_registration(standing=True, details=a_sign_up(hub="northmoor-general", access_needs="Captions, please.")),
        place(1, state=RegistrationState.WAITING, access_needs="My colleague John Smith drives me."),
        place(2, state=RegistrationState.CANCELLED),
        Matter(id="1", kind=MatterKind.BOUNCED, about=SESSION, person=AMARA, at=NOW),
    ).words(REGISTER)
    for said in ("1 person has a seat", "1 person is on the waiting list", "Captions, please.", "Came back"):
        assert said in words, said
    assert "Has a seat, comes every time" in words
    assert "John Smith" not in words
    assert "in words that the gate held back" in words
    assert "Doctor 0002" not in words


def test_a_session_that_nobody_signed_up_to_says_so() -> None:
    words = Console(a_cafe(), COORDINATOR).words(REGISTER)
    assert "Nobody has signed up yet." in words
    assert "<table" not in words


def test_fifty_are_on_a_page_and_a_page_beyond_the_last_is_the_last() -> None:
    cafe = console(*[place(number) for number in range(120)])
    for number, (first, last) in {"1": (0, 49), "3": (100, 119), "99": (100, 119), "x": (0, 49)}.items():
        words = cafe.words(f"{REGISTER}?page={number}")
        assert (f"Doctor {first:04}" in words, f"Doctor {last:04}" in words) == (True, True), number
        assert words.count("/register/") >= last - first


def test_a_filter_by_state_hub_or_needs_stands_in_the_address_and_one_by_name_does_not() -> None:
    cafe = console(place(1, hub="northmoor-general"), place(2, access_needs="Captions."), place(3))
    sent = cafe.post(REGISTER, {"name": "", "state": "registered", "hub": "own", "needs": "yes"})
    assert sent.headers["Location"] == f"{REGISTER}?state=registered&hub=own&needs=yes"
    words = cafe.words(sent.headers["Location"])
    assert ("Doctor 0002" in words, "Doctor 0001" in words, "Doctor 0003" in words) == (True, False, False)
    status, words = status_and_words(cafe.post(REGISTER, {"name": "DOCTOR 0003"}))
    assert (status, "Doctor 0003" in words, "Doctor 0001" in words) == (200, True, False)
    assert "Nobody is left with these choices." in status_and_words(cafe.post(REGISTER, {"name": "zzz"}))[1]


@pytest.mark.parametrize("years", [0, 10])
def test_the_register_costs_the_same_with_five_thousand_people_and_ten_years(years: int) -> None:
    history = [a_session(start=START - timedelta(days=28 * number)) for number in range(1, 13 * years + 1)]
    cafe = console(*history, *[place(number) for number in range(5_000)])
    cafe.get(REGISTER)
    cafe.services.tables.operations.clear()
    cafe.get(REGISTER)
    assert len(cafe.services.tables.operations) <= 12


# --- the file ---------------------------------------------------------------------------------------------------


def test_the_file_holds_everybody_who_did_not_cancel_whatever_their_name_holds() -> None:
    rows = [
        place(1, name='=cmd|"/c calc"!A1', access_needs="Captions, and\na quiet room."),
        place(2, name='Zoë "Zed", of Ward 4', hub="northmoor-general"),
        place(3, state=RegistrationState.CANCELLED),
    ]
    got = console(*rows).get(f"{REGISTER}.csv")
    body = got.get_body().decode()
    assert got.headers["Content-Disposition"] == f'attachment; filename="register-{SESSION}.csv"'
    assert (got.mimetype, got.headers["Cache-Control"], body[0]) == ("text/csv", "no-store", "\ufeff")
    listed = list(csv.reader(io.StringIO(body[1:], newline="")))
    assert [line[:2] for line in listed] == [
        ["Name", "Email address"],
        ['\'=cmd|"/c calc"!A1', "doctor1@example.nhs.uk"],
        ['Zoë "Zed", of Ward 4', "doctor2@example.nhs.uk"],
    ]
    assert listed[1][5] == "Captions, and\na quiet room."


# --- a place ----------------------------------------------------------------------------------------------------


def test_the_page_of_a_place_says_of_every_mail_what_became_of_it() -> None:
    there = a_registration()
    assert there.sign_up_at
    confirmation = Delivery(
        purpose=f"{sign_up_occasion(KEYS, AMARA, there.sign_up_at)}.confirmation",
        person=AMARA,
        kind=MailKind.CONFIRMATION,
        about=SESSION,
        due=NOW,
        state=DeliveryState.REFUSED,
        reason="ErrorInvalidRecipients",
    )
    week = a_delivery(
        purpose="pgdit-2026-12-09T1230.reminder-P7D",
        person=AMARA,
        kind=MailKind.REMINDER,
        detail="P7D",
        state=DeliveryState.MISSED,
        reason="the session was moved",
    )
    words = console(there, confirmation, week, now=START - timedelta(days=3)).words(PLACE)
    for said in (
        "Refused: the mail system does not take this address",
        "Not sent: the session was moved",
        "Reminder, 1 day before",
        "Goes on Tuesday 8 December 2026, 12:30pm",
    ):
        assert said in words, said


def test_a_mail_that_waits_says_until_when() -> None:
    waits = a_delivery(
        purpose="pgdit-2026-12-09T1230.reminder-P7D",
        person=AMARA,
        kind=MailKind.REMINDER,
        detail="P7D",
        due=START - timedelta(days=6, hours=23, minutes=50),
        state=DeliveryState.PENDING,
    )
    words = console(a_registration(), waits, now=START - timedelta(days=7)).words(PLACE)
    assert "Waits for its slot at 12:40pm" in words


@pytest.mark.parametrize("state", RegistrationState)
@pytest.mark.parametrize("after", [timedelta(days=-3), timedelta(days=1)])
def test_the_page_of_a_place_costs_at_most_twelve_operations(state: RegistrationState, after: timedelta) -> None:
    there = a_registration(state=state, sequence=2, sign_up_sequence=1, standing=True).model_copy(
        update={"again": tuple(f"{SESSION}.confirmation-again-{number}" for number in range(1, 6))}
    )
    cafe = console(there, a_standing(), now=START + after)
    cafe.services.tables.put(a_session().model_copy(update={"sequence": 1}))
    cafe.services.tables.operations.clear()
    assert cafe.get(PLACE).status_code == 200
    assert len(cafe.services.tables.operations) <= 12


# --- acts -------------------------------------------------------------------------------------------------------

ANSWERS = {"name": "Amara N. Nwosu", "role": "", "specialty": "", "provider": "", "hub": "", "access_needs": ""}


def version(cafe: Console) -> str:
    words = cafe.words(f"{PLACE}/correct")
    return words.partition('name="version" value="')[2].partition('"')[0]


def test_each_act_asks_why_says_what_it_will_do_and_does_it_once_it_is_sure() -> None:
    cafe = console()
    status, words = status_and_words(cafe.post(f"{PLACE}/cancel", {"reason": "  "}))
    assert (status, "Error: Cancel their place" in words, 'href="#reason"' in words) == (422, True, True)
    status, words = status_and_words(cafe.post(f"{PLACE}/cancel", {"reason": "They rang."}))
    assert (status, "Nothing has been done yet." in words) == (200, True)
    assert "The place of Amara Nwosu on Wednesday 9 December 2026 is cancelled." in words
    assert states(cafe) == {SESSION: RegistrationState.REGISTERED}
    done = cafe.post(f"{PLACE}/cancel", {"reason": "They rang.", "sure": "yes"})
    assert (done.status_code, done.headers["Location"]) == (303, f"{PLACE}?done=cancel")
    assert states(cafe) == {SESSION: RegistrationState.CANCELLED}
    assert "The place is cancelled." in cafe.words(f"{PLACE}?done=cancel")
    (entry,) = [row for row in cafe.services.tables.rows(AuditEntry) if row.act == "cancel place"]
    assert (entry.who, entry.reason) == ("4", "They rang.")


def test_a_post_from_another_site_is_refused() -> None:
    cafe = console(headers={**COORDINATOR, "Sec-Fetch-Site": "cross-site"})
    assert cafe.post(f"{PLACE}/cancel", {"reason": "x", "sure": "yes"}).status_code == 403
    assert states(cafe) == {SESSION: RegistrationState.REGISTERED}


def test_corrected_answers_are_saved_and_a_form_that_is_out_of_date_shows_both() -> None:
    cafe = console()
    fields = {**ANSWERS, "reason": "A slip.", "version": version(cafe)}
    cafe.services.tables.put(a_registration(details=a_sign_up(access_needs="Captions.")))
    status, words = status_and_words(cafe.post(f"{PLACE}/correct", fields))
    assert status == 409
    assert "What you typed (not saved)" in words
    assert "What they need to take part: Captions." in words
    assert 'value="Amara N. Nwosu"' in words
    newer = {**fields, "version": words.partition('name="version" value="')[2].partition('"')[0]}
    assert cafe.post(f"{PLACE}/correct", newer).status_code == 200
    assert cafe.post(f"{PLACE}/correct", {**newer, "sure": "yes"}).status_code == 303
    (row,) = cafe.services.tables.rows(Registration)
    assert (row.details.name, row.details.access_needs) == ("Amara N. Nwosu", "")
    assert cafe.post(f"{PLACE}/correct", {**newer, "sure": "yes"}).status_code == 303  # pressed again


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter their full name"),
        ({"name": "www.example.org"}, "Enter the name without a web address"),
        ({"role": "x" * 201}, "Use 200 characters or fewer"),
        ({"hub": "nowhere"}, "Select how they join"),
        ({"access_needs": "Ask Dr Amara Nwosu"}, "Leave out names"),
        ({"reason": "x" * 201}, "Use 200 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(wrong: dict[str, str], said: str) -> None:
    cafe = console()
    fields = {**ANSWERS, "specialty": "Paediatrics", "reason": "A slip.", "version": version(cafe), **wrong}
    status, words = status_and_words(cafe.post(f"{PLACE}/correct", fields))
    assert status == 422
    assert words.count(said) == 2
    assert 'value="Paediatrics"' in words


def test_a_place_moves_to_another_date() -> None:
    cafe = console()
    assert "Wednesday 13 January 2027" in cafe.words(f"{PLACE}/move")
    assert cafe.post(f"{PLACE}/move", {"reason": "Asked.", "to": "pgdit-2040-01-01"}).status_code == 422
    wanted = {"reason": "Asked.", "to": JANUARY.id}
    assert "gets a seat on Wednesday 13 January 2027" in status_and_words(cafe.post(f"{PLACE}/move", wanted))[1]
    cafe.services.tables.put(a_seating(session=JANUARY.id, capacity=1, seated=["x"]))
    assert "goes on the waiting list" in status_and_words(cafe.post(f"{PLACE}/move", wanted))[1]
    assert cafe.post(f"{PLACE}/move", {**wanted, "sure": "yes"}).status_code == 303
    assert states(cafe) == {SESSION: RegistrationState.CANCELLED, JANUARY.id: RegistrationState.WAITING}


def test_an_email_is_sent_again_once_a_press() -> None:
    cafe = console()
    assert cafe.post(f"{PLACE}/resend", {"reason": "Lost."}).status_code == 422
    wanted = {"reason": "Lost.", "mail": "confirmation", "number-confirmation": "1", "sure": "yes"}
    for _ in range(2):
        assert cafe.post(f"{PLACE}/resend", wanted).status_code == 303
    assert len(cafe.services.tables.rows(Delivery)) == 1
    assert "Confirmation, sent again (1)" in cafe.words(PLACE)


def test_somebody_is_noted_as_having_come_and_the_note_is_taken_back() -> None:
    cafe = console(now=START + timedelta(hours=2))
    cafe.services.tables.put(a_session(state=SessionState.ENDED))
    assert f"{PLACE}/came" in cafe.words(PLACE)
    assert cafe.post(f"{PLACE}/came", {"reason": "Their hub says so.", "sure": "yes"}).status_code == 303
    assert "Yes, noted by the team" in cafe.words(PLACE)
    assert cafe.post(f"{PLACE}/not-came", {"reason": "A slip.", "sure": "yes"}).status_code == 303
    assert cafe.services.tables.rows(Attendance) == []


def test_an_act_that_is_not_possible_now_is_refused_in_words() -> None:
    cafe = console()
    status, words = status_and_words(cafe.post(f"{PLACE}/came", {"reason": "Early.", "sure": "yes"}))
    assert (status, "This session has not begun" in words) == (409, True)


# --- adding -----------------------------------------------------------------------------------------------------

JOEL = {"name": "Joel Menon", "email": "joel.menon@example.nhs.uk", "reason": "Rang."}


def test_somebody_is_added_after_their_address_was_checked_for_a_slip() -> None:
    cafe = Console(a_cafe(), COORDINATOR)
    slip = {**JOEL, "email": "joel.menon@gmial.com"}
    status, words = status_and_words(cafe.post(f"{REGISTER}/add", slip))
    assert (status, "Did you mean joel.menon@gmail.com?" in words) == (422, True)
    assert 'name="right" value="joel.menon@gmial.com"' in words
    status, words = status_and_words(cafe.post(f"{REGISTER}/add", {**slip, "right": "joel.menon@gmial.com"}))
    assert (status, "Joel Menon gets a seat on Wednesday 9 December 2026." in words) == (200, True)
    assert states(cafe) == {}
    done = cafe.post(f"{REGISTER}/add", {**JOEL, "sure": "yes"})
    assert done.headers["Location"] == f"{REGISTER}?done=added"
    assert states(cafe) == {SESSION: RegistrationState.REGISTERED}
    assert len(cafe.services.queues.drain(RegistrationMade)) == 1
    assert "They have a place now" in cafe.words(f"{REGISTER}?done=added")


def test_adding_somebody_who_has_a_place_says_so_first() -> None:
    cafe = console()
    status, words = status_and_words(cafe.post(f"{REGISTER}/add", {**JOEL, "email": ADDRESS}))
    assert (status, "This address has a place already: Amara Nwosu, Has a seat." in words) == (200, True)


def test_nobody_is_added_without_a_name_an_address_and_a_reason() -> None:
    status, words = status_and_words(console().post(f"{REGISTER}/add", {"email": "nonsense"}))
    assert status == 422
    for said in ("Enter their full name", "Enter an email address like", "Enter why you do this"):
        assert words.count(said) == 2, said
