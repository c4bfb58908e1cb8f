"""People in the console: found within one's own series, shown, corrected, handed over and erased."""

import json
import re
from datetime import timedelta

import pytest

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_registration,
    a_session,
    a_sign_up,
    a_standing,
    a_subscription,
)
from local.memory.services import KEYS, MemoryServices, some_services
from shared.attention.rows import Matter, MatterKind
from shared.audit_trail.rows import AuditEntry
from shared.mail.rows import Delivery, DeliveryState, MailKind
from shared.privacy.exporting import as_data, everything_held
from shared.registrations.person import person_in
from shared.registrations.roll import keep_ready
from shared.registrations.rows import KnownAddress, Registration, RegistrationState, Standing
from shared.sessions.rows import OpenSession
from shared.storage.row import Row
from tests.pages.signed_in import Console, status_and_words
from tests.web.test_principal import ADMIN, COORDINATOR, a_header

AMARA = KEYS.person(ADDRESS)
EDUCATOR = "grace.adeyemi@example.nhs.uk"
GRACE = KEYS.person(EDUCATOR)
OF_EDUCATORS = a_header(("oid", "5"), ("roles", "Facilitator"), ("preferred_username", "wenli.tan@example.nhs.uk"))
LEAD = a_header(("oid", "6"), ("roles", "Lead"))
EDUCATORS = a_session(series="educators", start=START + timedelta(days=8))
PERSON = f"/console/people/{AMARA}"


def a_cafe(*rows: Row) -> MemoryServices:
    """One person of each series, and one of both."""
    sessions = [a_session(start=START + timedelta(days=28 * number)) for number in range(-3, 5)]
    both = a_sign_up(name="Both Ways", email="both@example.nhs.uk")
    services = some_services(
        having=[
            *sessions,
            EDUCATORS,
            *[OpenSession(id=one.id) for one in (*sessions[3:], EDUCATORS)],
            a_registration(),
            a_registration(session=EDUCATORS.id, details=a_sign_up(name="Grace Adeyemi", email=EDUCATOR)),
            a_registration(details=both),
            a_registration(session=EDUCATORS.id, details=both.model_copy(update={"name": "Both Ways (educator)"})),
            *rows,
        ]
    )
    keep_ready(services, NOW)
    services.tables.operations.clear()
    return services


def console(*rows: Row, headers: dict[str, str] = COORDINATOR) -> Console:
    return Console(a_cafe(*rows), headers)


def search(cafe: Console, wanted: str) -> tuple[int, str]:
    answered = cafe.post("/console/people", {"wanted": wanted})
    return answered.status_code, answered.headers.get("Location") or answered.get_body().decode()


# --- finding ----------------------------------------------------------------------------------------------------


def test_an_address_leads_to_its_person_in_one_press_in_any_spelling() -> None:
    for wanted in (ADDRESS, f"  {ADDRESS.upper()} ", f"Amara <{ADDRESS}>"):
        assert search(console(), wanted) == (303, f"{PERSON}?series=pgdit")


def test_a_part_of_a_name_finds_people_of_ones_own_series_alone() -> None:
    _, words = search(console(), "nwo")
    assert ("Amara Nwosu" in words, f"{PERSON}?series=pgdit" in words) == (True, True)
    _, words = search(console(headers=OF_EDUCATORS), "nwo")
    assert ("Nobody of your cafés was found" in words, "Amara" in words) == (True, False)
    _, words = search(console(headers=OF_EDUCATORS), "both")
    assert ("Both Ways (educator)" in words, words.count("Both Ways")) == (True, 1)


def test_somebody_who_signed_up_a_minute_ago_is_found_by_their_address() -> None:
    cafe = console()
    late = a_registration(details=a_sign_up(name="Late Comer", email="late@example.nhs.uk"))
    cafe.services.tables.put(late)
    assert search(cafe, "late@example.nhs.uk")[0] == 303


def test_an_address_of_another_series_looks_like_an_unknown_one() -> None:
    found, unknown = (search(console(headers=OF_EDUCATORS), one) for one in (ADDRESS, "nobody@example.nhs.uk"))
    assert found[0] == unknown[0] == 200
    assert found[1].replace(ADDRESS, "") == unknown[1].replace("nobody@example.nhs.uk", "")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("", "at least 3 letters"),
        ("ab", "at least 3 letters"),
        ("...", "at least 3 letters"),
        ("amara@", "Enter a whole email address"),
    ],
)
def test_too_little_to_search_for_is_said_at_the_field(wanted: str, said: str) -> None:
    status, words = search(console(), wanted)
    assert (status, words.count(said), "Error: Find a person" in words) == (422, 2, True)


def test_each_search_is_in_the_audit_trail_without_what_was_typed() -> None:
    cafe = console()
    search(cafe, "nwo")
    search(cafe, ADDRESS)
    entries = cafe.services.tables.rows(AuditEntry)
    assert {(row.act, row.who) for row in entries} == {("search people", "4")}
    assert "nwo" not in " ".join(row.model_dump_json() for row in entries)


def test_a_search_costs_at_most_twelve_operations_whether_it_finds_or_not() -> None:
    for wanted in (ADDRESS, "nobody@example.nhs.uk", "nwo", "both@example.nhs.uk"):
        cafe = console()
        search(cafe, wanted)
        assert len(cafe.services.tables.operations) <= 12, wanted


# --- one person -------------------------------------------------------------------------------------------------


def test_a_persons_page_shows_their_dates_consents_and_what_waits() -> None:
    words = console(
        a_standing(),
        KnownAddress(person=AMARA, vouched_at=NOW),
        a_subscription(),
        Matter(id="1", kind=MatterKind.BOUNCED, about=SESSION, person=AMARA, at=NOW),
    ).words(f"{PERSON}?series=pgdit")
    for said in (
        "Amara Nwosu",
        ADDRESS,
        "Wednesday 9 December 2026",
        f"/console/sessions/{SESSION}/register/{AMARA}",
        "Yes, since Monday 30 November 2026",
        "Yes, on Tuesday 1 December 2026",
        "Came back",
    ):
        assert said in words, said


def test_what_waits_about_a_person_stands_newest_first_and_leads_to_where_it_is_dealt_with() -> None:
    early, late = (
        Matter(id=name, kind=MatterKind.BOUNCED, about=SESSION, person=AMARA, reason="reminder: bounced", at=at)
        for name, at in (("early", NOW), ("late", NOW + timedelta(hours=2)))
    )
    words = console(early, late).words(f"{PERSON}?series=pgdit")
    assert re.findall(r"/console/waiting/(\w+)", words) == ["late", "early"]


def test_earlier_dates_are_on_pages_of_their_own() -> None:
    past = [a_registration(session=a_session(start=START - timedelta(days=28 * n)).id) for n in (1, 2, 3)]
    cafe = console(*past)
    words = cafe.words(f"{PERSON}?series=pgdit")
    assert "11 November 2026" not in words
    onward = words.partition("&amp;before=")[2].partition('"')[0]
    earlier = cafe.words(f"{PERSON}?series=pgdit&before={onward}")
    assert ("11 November 2026" in earlier, "14 October 2026" in earlier) == (True, True)
    assert cafe.get(f"{PERSON}?series=pgdit&before=nonsense").status_code in (200, 404)


def test_somebody_whose_places_are_all_past_is_still_shown() -> None:
    cafe = console()
    cafe.services.tables.delete(a_registration())
    past = a_session(start=START - timedelta(days=28))
    cafe.services.tables.put(a_registration(session=past.id))
    cafe.get(f"/console/sessions/{past.id}/register")
    for _ in range(30):  # so that the roll is kept
        keep_ready(cafe.services, past.start - timedelta(days=1))
    words = cafe.words(f"{PERSON}?series=pgdit")
    assert ("Amara Nwosu" in words, "They have no place on a coming date." in words) == (True, True)


def test_a_person_is_shown_in_the_series_of_the_one_who_looks_and_in_no_other() -> None:
    both = KEYS.person("both@example.nhs.uk")
    as_educator = console(headers=OF_EDUCATORS)
    sent = as_educator.get(f"/console/people/{both}?series=pgdit")
    assert sent.headers["Location"] == f"/console/people/{both}?series=educators"
    words = as_educator.words(sent.headers["Location"])
    assert "Both Ways (educator)" in words
    assert "series=pgdit" not in words
    assert as_educator.get(f"{PERSON}?series=educators").status_code == 404
    assert as_educator.get(PERSON).status_code == 404
    assert "series=pgdit" in console().words(f"/console/people/{both}?series=educators")


@pytest.mark.parametrize("address", ["/console/people", PERSON, f"{PERSON}/address", f"{PERSON}/held"])
def test_a_lead_sees_nobody(address: str) -> None:
    assert console(headers=LEAD).get(address).status_code == 403


@pytest.mark.parametrize("person", [AMARA, GRACE, KEYS.person("both@example.nhs.uk")])
@pytest.mark.parametrize("query", ["", "?series=pgdit", "?series=educators", f"?series=pgdit&before={SESSION}"])
def test_a_persons_page_costs_at_most_twelve_operations(person: str, query: str) -> None:
    cafe = console(a_standing(), KnownAddress(person=AMARA, vouched_at=NOW))
    cafe.get(f"/console/people/{person}{query}")
    assert len(cafe.services.tables.operations) <= 12


# --- why did this doctor get no email ----------------------------------------------------------------------------


def test_why_somebody_got_no_email_is_answered_in_two_presses() -> None:
    there = a_registration()
    assert there.sign_up_at
    came_back = Delivery(
        purpose="pgdit-2026-12-09T1230.reminder-P7D",
        person=AMARA,
        kind=MailKind.REMINDER,
        about=SESSION,
        detail="P7D",
        due=NOW,
        state=DeliveryState.REFUSED,
        reason="bounced",
    )
    cafe = Console(a_cafe(came_back), COORDINATOR, START - timedelta(days=2))
    _, person = search(cafe, ADDRESS)
    date = cafe.words(person).partition(f'href="/console/sessions/{SESSION}')[2].partition('"')[0]
    assert "it came back, because the other side did not take it" in cafe.words(f"/console/sessions/{SESSION}{date}")


# --- correcting an address --------------------------------------------------------------------------------------


def test_a_mistyped_address_is_corrected_everywhere_within_reach() -> None:
    cafe = console(a_registration(session=EDUCATORS.id), a_standing())
    here = f"{PERSON}/address"
    assert ADDRESS in cafe.words(f"{here}?series=pgdit")
    wanted = {"series": "pgdit", "right": "amara.n@example.nhs.uk", "reason": "A slip."}
    status, words = status_and_words(cafe.post(here, wanted))
    assert (status, f"move from {ADDRESS} to amara.n@example.nhs.uk" in words) == (200, True)
    right = KEYS.person("amara.n@example.nhs.uk")
    sent = cafe.post(here, {**wanted, "sure": "yes"})
    assert sent.headers["Location"] == f"/console/people/{right}?series=pgdit&done=address"
    moved = [row.session for row in cafe.services.tables.rows(Registration) if row.person == right]
    assert sorted(moved) == [EDUCATORS.id, SESSION]
    assert "The address is corrected." in cafe.words(sent.headers["Location"])


def test_a_facilitator_corrects_an_address_in_their_own_series_alone() -> None:
    cafe = console(headers=OF_EDUCATORS)
    both = KEYS.person("both@example.nhs.uk")
    wanted = {"series": "educators", "right": "new@example.nhs.uk", "reason": "A slip.", "sure": "yes"}
    assert cafe.post(f"/console/people/{both}/address", wanted).status_code == 303
    new = KEYS.person("new@example.nhs.uk")
    assert [row.session for row in cafe.services.tables.rows(Registration) if row.person == new] == [EDUCATORS.id]


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ("nonsense", "Enter an email address like"),
        (ADDRESS.upper(), "This is the address on file"),
        ("amara@gmial.com", "Did you mean amara@gmail.com?"),
    ],
)
def test_what_is_wrong_with_the_right_address_is_said_at_its_field(right: str, said: str) -> None:
    fields = {"series": "pgdit", "right": right, "reason": "A slip."}
    status, words = status_and_words(console().post(f"{PERSON}/address", fields))
    assert (status, words.count(said)) == (422, 2)


# --- everything held --------------------------------------------------------------------------------------------


def test_everything_held_is_collected_for_one_person_and_names_nobody_else() -> None:
    cafe = console(a_standing(), a_subscription(), KnownAddress(person=AMARA, vouched_at=NOW))
    assert "It goes into the audit trail" in cafe.words(f"{PERSON}/held")
    assert cafe.post(f"{PERSON}/held", {"reason": ""}).status_code == 422
    status, words = status_and_words(cafe.post(f"{PERSON}/held", {"reason": "They asked."}))
    assert (status, ADDRESS in words, "Places in sessions" in words) == (200, True, True)
    file = cafe.post(f"{PERSON}/held", {"reason": "They asked.", "form": "json"})
    data = json.loads(file.get_body())
    assert sorted(data) == ["knownaddresses", "registrations", "standing", "subscriptions"]
    assert data["registrations"][0]["details"]["email"] == ADDRESS
    for other in ("Grace", "Both Ways", EDUCATOR):
        assert other not in words
        assert other not in file.get_body().decode()
    acts = [row.act for row in cafe.services.tables.rows(AuditEntry)]
    assert acts.count("collect everything held") == 1


def test_the_emails_to_a_person_are_among_what_is_held() -> None:
    mail = Delivery(
        purpose="pgdit-2026-12-09T1230.reminder-P7D",
        person=AMARA,
        kind=MailKind.REMINDER,
        about=SESSION,
        detail="P7D",
        due=NOW,
        state=DeliveryState.SENT,
    )
    held = as_data(everything_held(a_cafe(mail), AMARA, START - timedelta(days=2)))
    assert [row["detail"] for row in held["deliveries"]] == ["P7D"]


def test_of_somebody_unknown_nothing_is_held() -> None:
    unknown = KEYS.person("nobody@example.nhs.uk")
    _, words = status_and_words(console().post(f"/console/people/{unknown}/held", {"reason": "They asked."}))
    assert "We hold nothing about this person." in words


def test_an_address_in_the_place_of_a_key_is_nobody_and_stays_out_of_the_audit_trail() -> None:
    cafe = console(headers=ADMIN)
    held = f"/console/people/{ADDRESS}/held"
    said = [
        cafe.get(held),
        cafe.post(held, {"reason": "They asked."}),
        cafe.get(f"/console/people/{ADDRESS}?series=pgdit"),
        cafe.get(f"/console/people/erase?person={ADDRESS}&series=pgdit"),
    ]
    assert [one.status_code for one in said] == [404] * 4
    assert [one for one in cafe.services.tables.rows(AuditEntry) if ADDRESS in one.about] == []


@pytest.mark.parametrize(
    "address",
    [f"{PERSON}/address?series=pgdit", f"/console/people/erase?person={AMARA}&series=pgdit"],
)
def test_each_page_that_shows_somebodys_address_is_a_look(address: str) -> None:
    cafe = console(headers=ADMIN)
    assert ADDRESS in cafe.get(address).get_body().decode()
    assert ("look at person", f"person.{AMARA}") in {
        (one.act, one.about) for one in cafe.services.tables.rows(AuditEntry)
    }


@pytest.mark.parametrize("before", ["pgdit-0001-01-01", "pgdit-0002-01-01", "pgdit-9999-99-99", "pgdit-\x9d"])
def test_earlier_dates_than_there_are_do_no_harm(before: str) -> None:
    assert person_in(a_cafe(), "pgdit", AMARA, NOW, before).dates == []


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (f"{PERSON}/address", {"series": "pgdit", "right": "amara.n@example.nhs.uk"}),
        (f"{PERSON}/held", {}),
        ("/console/people/erase", {"email": ADDRESS}),
        (f"/console/sessions/{SESSION}/register/{AMARA}/cancel", {}),
        (f"/console/sessions/{SESSION}/register/add", {"name": "Sam Lee", "email": "sam.lee@example.nhs.uk"}),
    ],
)
def test_a_reason_that_names_somebody_is_turned_back_even_from_whoever_is_sure(
    address: str, fields: dict[str, str]
) -> None:
    cafe = console(headers=ADMIN)
    status, words = status_and_words(cafe.post(address, {**fields, "reason": "Dr Amara Nwosu asked.", "sure": "yes"}))
    assert (status, "Leave out names" in words) == (422, True)
    assert [one for one in cafe.services.tables.rows(AuditEntry) if "Nwosu" in one.reason] == []


# --- erasing ----------------------------------------------------------------------------------------------------


def test_a_person_is_erased_after_the_page_said_what_goes_and_what_stays() -> None:
    cafe = console(a_standing(), headers=ADMIN)
    here = "/console/people/erase"
    assert f'value="{ADDRESS}"' in cafe.words(f"{here}?person={AMARA}&series=pgdit")
    status, words = status_and_words(cafe.post(here, {"email": ADDRESS, "reason": "They asked."}))
    assert (status, "Places in sessions (1)" in words, "This cannot be undone." in words) == (200, True, True)
    assert len(cafe.services.tables.rows(Standing)) == 1
    sent = cafe.post(here, {"email": ADDRESS, "reason": "They asked.", "sure": "yes"})
    assert sent.headers["Location"] == "/console/people?done=erased"
    assert AMARA not in {row.person for row in cafe.services.tables.rows(Registration)}
    assert cafe.get(f"{PERSON}?series=pgdit").status_code == 404
    assert "Nobody of your cafés was found" in search(cafe, "nwo")[1]


def test_who_is_named_by_the_programme_in_force_is_erased_elsewhere_and_the_pages_say_so() -> None:
    cafe = console(headers=ADMIN)
    fields = {"email": "marcus.oyelaran@example.nhs.uk", "reason": "They asked."}
    _, words = status_and_words(cafe.post("/console/people/erase", fields))
    assert "They stay in the programme in force." in words
    sent = cafe.post("/console/people/erase", {**fields, "sure": "yes"})
    assert sent.headers["Location"] == "/console/people?done=erased-elsewhere"
    assert "They are erased, except from the programme in force." in cafe.words("/console/people?done=erased-elsewhere")


def test_an_admin_alone_erases_and_only_with_an_address_and_a_reason() -> None:
    assert console().get("/console/people/erase").status_code == 403
    assert console().post("/console/people/erase", {"email": ADDRESS, "reason": "x", "sure": "yes"}).status_code == 403
    status, words = status_and_words(console(headers=ADMIN).post("/console/people/erase", {"email": "x"}))
    assert (status, words.count("Enter an email address"), words.count("Enter why")) == (422, 2, 2)


def test_somebody_of_whom_nothing_is_known_is_said_to_be_so_before_they_are_erased() -> None:
    fields = {"email": "nobody@example.nhs.uk", "reason": "They asked."}
    _, words = status_and_words(console(headers=ADMIN).post("/console/people/erase", fields))
    assert "Nothing is held about nobody@example.nhs.uk" in words


# --- across series ----------------------------------------------------------------------------------------------


def test_nobody_of_one_series_sees_anybody_of_another_on_any_of_these_pages() -> None:
    cafe = console(headers=OF_EDUCATORS)
    register = f"/console/sessions/{EDUCATORS.id}/register"
    pages = [register, f"{register}.csv", f"{register}/{GRACE}", f"/console/people/{GRACE}?series=educators"]
    seen = " ".join(cafe.words(one) for one in pages)
    assert ("Grace Adeyemi" in seen, "Nwosu" in seen, ADDRESS in seen, "pgdit" in seen) == (True, False, False, False)
    closed = [f"/console/sessions/{SESSION}/register", f"/console/sessions/{SESSION}/register/{AMARA}"]
    assert {cafe.get(one).status_code for one in closed} == {403}
    assert cafe.services.tables.rows(Registration)[0].state is RegistrationState.REGISTERED
