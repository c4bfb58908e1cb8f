"""The settings as their pages are posted: what is saved in the draft, what is refused, and what two people meet."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import azure.functions as func
import pytest

from local.memory.builders import NOW, a_registration, a_sign_up
from local.memory.services import KEYS, MemoryServices, some_settings
from shared.audit_trail.rows import AuditEntry
from shared.entries.changing import entry_of, mark_of
from shared.entries.choices import tables
from shared.entries.fields import Table, names_of
from shared.entries.filling import texts_of
from shared.entries.handles import handle_of
from shared.entries.sections import SECTIONS
from shared.registrations.roll import keep_ready, roll_of
from shared.versions.drafting import draft_or_in_force
from tests.pages.reading import ReadPage
from tests.pages.site import Visit, a_site, answer
from tests.the_app import deployed
from tests.web.test_principal import ADMIN, COORDINATOR, FACILITATOR, VISITOR

type Fields = Mapping[str, str | list[str]]

SAVED = "Saved in the draft. Nothing changes for anybody until it is published."
HUBS = "/console/settings/hubs"
WESTBY = {"action": "add", "name": "Westby", "address": "Room 1, Westby", "contact": "pgc.westby@example.nhs.uk"}

ADA: Fields = {"name": "Ada Rook", "email": "ada.rook@example.nhs.uk", "role": "Manager", "series": ["pgdit"]}


def a_cafe() -> MemoryServices:
    """The café of `a_site`, where the platform signs people in."""
    deployed()
    return replace(a_site(), settings=some_settings(signed_in_by_platform=True))


def got(services: MemoryServices, address: str, headers: Mapping[str, str] = ADMIN) -> func.HttpResponse:
    return answer(services, Visit("GET", address, b"", headers), NOW)


def posted(
    services: MemoryServices, address: str, fields: Fields, headers: Mapping[str, str] = ADMIN
) -> func.HttpResponse:
    return answer(services, Visit("POST", address, urlencode(fields, doseq=True).encode(), headers), NOW)


def read(response: func.HttpResponse) -> ReadPage:
    return ReadPage(response.get_body().decode())


def onward(services: MemoryServices, response: func.HttpResponse) -> ReadPage:
    """The page to which the answer leads."""
    assert response.status_code == 303
    return read(got(services, response.headers["Location"]))


def targets(page: ReadPage) -> set[str]:
    """The ids to which links within the page lead."""
    return {one["href"][1:] for one in page.all("a") if one["href"].startswith("#")}


def entry(services: MemoryServices, section: str, entry_id: str) -> Table:
    found = entry_of(SECTIONS[section], draft_or_in_force(services).data, entry_id)
    assert found is not None
    return found


def address_of(section: str, entry_id: str) -> str:
    return f"/console/settings/{section}/{handle_of(KEYS, SECTIONS[section], entry_id)}"


def form(services: MemoryServices, section: str, entry_id: str, **typed: str | list[str]) -> dict[str, str | list[str]]:
    """What the form of an entry posts, with some fields typed anew."""
    one, kept = SECTIONS[section], entry(services, section, entry_id)
    texts = texts_of(one, kept)
    fields: dict[str, str | list[str]] = {"action": "save", "entry": entry_id, "mark": mark_of(one, kept)}
    for field in one.fields:
        names, given = names_of(field), list(texts[field.key])
        fields |= {names[0]: given} if len(names) == 1 else dict(zip(names, given, strict=True))
    return fields | typed


def all_of(services: MemoryServices, section: str, key: str) -> list[str]:
    """What every entry of the section says there."""
    return [str(one[key]) for one in tables(draft_or_in_force(services).data, SECTIONS[section].key)]


def names(services: MemoryServices, section: str) -> list[str]:
    return all_of(services, section, "name")


# --- reading ------------------------------------------------------------------------------------------------


def test_an_admin_sees_every_section_and_what_waits_to_be_published() -> None:
    services = a_cafe()
    page = read(got(services, "/console/settings"))
    links = {one["href"] for one in page.all("a")}
    assert {f"/console/settings/{name}" for name in SECTIONS} <= links
    assert "Everything that was changed is published." in page.said
    posted(services, address_of("series", "pgdit"), form(services, "series", "pgdit", reminders="5 days", capacity=""))
    posted(services, HUBS, WESTBY)
    assert "The draft has 4 changes that are not published yet." in read(got(services, "/console/settings")).said


def test_a_coordinator_reads_everything_and_has_no_button() -> None:
    services = a_cafe()
    for address in ("/console/settings/hubs", f"{HUBS}/eastvale", "/console/settings/texts", f"{HUBS}?add=yes"):
        page = read(got(services, address, COORDINATOR))
        assert page.all("form") == [], address
        assert page.all("a", class_="nhsuk-button") == [], address
    assert "pgc.eastvale@example.nhs.uk" in read(got(services, f"{HUBS}/eastvale", COORDINATOR)).said
    assert posted(services, HUBS, WESTBY, COORDINATOR).status_code == 403


def test_a_facilitator_finds_no_section_and_may_open_none() -> None:
    services = a_cafe()
    links = {one["href"] for one in read(got(services, "/console/settings", FACILITATOR)).all("a")}
    assert not any(address.startswith("/console/settings/") for address in links)
    assert got(services, "/console/settings/hubs", FACILITATOR).status_code == 403
    assert got(services, "/console/settings", VISITOR).status_code == 403


@pytest.mark.parametrize(
    "address", ["/console/settings/organiser", f"{HUBS}/nowhere", "/console/settings/texts/texts", f"{HUBS}/New"]
)
def test_what_is_not_there_is_not_there(address: str) -> None:
    assert got(a_cafe(), address).status_code == 404


def test_no_address_holds_a_persons_name() -> None:
    services = a_cafe()
    for section in ("facilitators", "stakeholders"):
        page = read(got(services, f"/console/settings/{section}"))
        addresses = " ".join(one["href"] for one in page.all("a"))
        ids = all_of(services, section, "id")
        assert [name for name in ids if name in addresses] == []


def test_a_list_that_is_empty_says_so() -> None:
    services = a_cafe()
    for hub in ("northmoor-general", "eastvale"):
        posted(services, f"{HUBS}/{hub}", form(services, "hubs", hub) | {"action": "remove", "sure": "yes"})
    assert "There is no hub yet. People join on their own device." in read(got(services, HUBS)).said


# --- saving -------------------------------------------------------------------------------------------------


def test_a_reminder_goes_from_seven_to_five_days() -> None:
    services = a_cafe()
    page = read(got(services, address_of("series", "pgdit")))
    assert page.one("input", name="reminders")["value"] == "7 days, 1 day, 1 hour"
    fields = form(services, "series", "pgdit", reminders="5 days, 1 day, 1 hour")
    after = onward(services, posted(services, address_of("series", "pgdit"), fields))
    assert SAVED in after.said
    assert "/console/settings/programme/draft" in [one["href"] for one in after.all("a")]
    assert entry(services, "series", "pgdit")["reminders"] == ["P5D", "P1D", "PT1H"]
    assert services.programme.series_of("pgdit").reminders[0].days == 7
    assert [one.act for one in services.tables.rows(AuditEntry)] == ["edit draft"]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_form_can_be_saved_as_it_is_and_changes_nothing(section: str) -> None:
    services = a_cafe()
    before = draft_or_in_force(services).data
    one = SECTIONS[section]
    ids = all_of(services, section, "id") if one.entries else [""]
    for entry_id in ids:
        address = address_of(section, entry_id) if entry_id else f"/console/settings/{section}"
        assert SAVED in onward(services, posted(services, address, form(services, section, entry_id))).said
    assert draft_or_in_force(services).data == before


def test_a_hub_is_added_and_a_second_press_adds_no_second_one() -> None:
    services = a_cafe()
    assert SAVED in onward(services, posted(services, HUBS, WESTBY)).said
    posted(services, HUBS, WESTBY)
    assert names(services, "hubs")[2:] == ["Westby"]


def test_a_facilitator_is_swapped_for_another() -> None:
    services = a_cafe()
    address = address_of("facilitators", "marcus-oyelaran")
    page = read(got(services, f"{address}?instead=yes"))
    assert "Somebody else instead of Marcus Oyelaran" in page.said
    assert [page.one("input", name=name)["value"] for name in ("name", "email", "role")] == [
        "",
        "",
        "Professional Support and Wellbeing manager",
    ]
    fields: dict[str, str | list[str]] = {**ADA}
    mark = page.all("input", name="mark")[0]["value"]
    done = posted(services, address, {**fields, "action": "replace", "entry": "marcus-oyelaran", "mark": mark})
    assert SAVED in onward(services, done).said
    assert names(services, "facilitators") == ["Dr Imogen Hartley", "Ada Rook", "Dr Wen Li Tan"]
    assert entry(services, "held-texts", "")["held_for"] == "ada-rook"


def test_a_facilitator_goes_up_in_the_list() -> None:
    services = a_cafe()
    up = read(got(services, "/console/settings/facilitators")).one("button", **{"aria-label": "Move Dr Wen Li Tan up"})
    posted(services, "/console/settings/facilitators", {"move": up["value"]})
    assert names(services, "facilitators") == ["Dr Imogen Hartley", "Dr Wen Li Tan", "Marcus Oyelaran"]


# --- removing -----------------------------------------------------------------------------------------------


def test_a_removal_says_first_what_would_happen_and_to_how_many() -> None:
    services = a_cafe()
    place = a_registration(details=a_sign_up(email="hub.user@example.org", hub="eastvale"))
    services.tables.put(place)
    roll_of(services, place.session, anew=True)
    fields = form(services, "hubs", "eastvale") | {"action": "remove"}
    page = read(posted(services, f"{HUBS}/eastvale", fields))
    assert "1 person chose it for a coming session." in page.said
    assert "The sign-up page offers “Eastvale Infirmary” no longer." in page.said
    assert names(services, "hubs")[1:] == ["Eastvale Infirmary, Education Centre"]
    after = onward(services, posted(services, f"{HUBS}/eastvale", {**fields, "sure": "yes"}))
    assert "Taken out of the draft." in after.said
    assert names(services, "hubs") == ["Northmoor General, Postgraduate Centre"]


@pytest.mark.parametrize(
    ("section", "entry_id", "sentences"),
    [
        ("series", "pgdit", ["2 sessions are still to come.", "1 person has a place in them."]),
        ("hubs", "eastvale", ["Nobody chose it for a coming session."]),
        ("facilitators", "marcus-oyelaran", ["Dr Imogen Hartley reads held texts from then on."]),
        ("not-for", "counselling", ["The café then has no help to show to somebody in a crisis."]),
        ("themes", "rotas", ["Digests list it no longer."]),
        ("feeds", "regulator-news", ["The café reads no news there any more."]),
        ("stakeholders", "head-of-school", ["They get the bulletin no longer"]),
    ],
)
def test_every_removal_says_what_would_happen(section: str, entry_id: str, sentences: list[str]) -> None:
    services = a_cafe()
    for session in ("pgdit-2026-12-09", "pgdit-2027-01-13"):
        roll_of(services, session, anew=True)
    services.tables.operations.clear()
    page = read(
        posted(services, address_of(section, entry_id), form(services, section, entry_id) | {"action": "remove"})
    )
    assert [one for one in sentences if one not in page.said] == []
    assert "Nothing has been done yet." in page.said


def test_a_removal_costs_a_few_operations() -> None:
    services = a_cafe()
    keep_ready(services, NOW)
    for section, entry_id in (("series", "pgdit"), ("hubs", "eastvale"), ("facilitators", "imogen-hartley")):
        fields = form(services, section, entry_id) | {"action": "remove"}
        services.tables.operations.clear()
        posted(services, address_of(section, entry_id), fields)
        assert len(services.tables.operations) <= 12


def test_nobody_is_left_to_host_says_the_page_of_the_last_one() -> None:
    services = a_cafe()
    posted(
        services,
        address_of("facilitators", "wen-li-tan"),
        form(services, "facilitators", "wen-li-tan") | {"action": "remove", "sure": "yes"},
    )
    fields = form(services, "facilitators", "imogen-hartley") | {"action": "remove"}
    page = read(posted(services, address_of("facilitators", "imogen-hartley"), fields))
    assert "Virtual Café for educators: nobody is left who hosts it." in page.said


def test_the_last_series_is_not_removed_and_the_page_says_why() -> None:
    services = a_cafe()
    sure = {"action": "remove", "sure": "yes"}
    posted(services, address_of("series", "educators"), form(services, "series", "educators") | sure)
    refused = posted(services, address_of("series", "pgdit"), form(services, "series", "pgdit") | sure)
    page = read(refused)
    assert (refused.status_code, page.title[:6]) == (422, "Error:")
    assert "This is the last one. Add another one before you remove it." in page.said


def test_a_removal_of_what_is_gone_already_says_that_it_is_gone() -> None:
    services = a_cafe()
    fields = form(services, "hubs", "eastvale") | {"action": "remove", "sure": "yes"}
    for _ in range(2):
        assert "Taken out of the draft." in onward(services, posted(services, f"{HUBS}/eastvale", fields)).said


# --- what cannot be used ------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_at_its_field_and_in_the_summary_and_nothing_typed_is_lost() -> None:
    services = a_cafe()
    typed = form(services, "series", "pgdit", reminders="soon", title="Another title", start="25:00")
    refused = posted(services, address_of("series", "pgdit"), typed)
    page = read(refused)
    assert (refused.status_code, page.title[:6]) == (422, "Error:")
    assert page.one("input", name="reminders")["value"] == "soon"
    assert page.one("input", name="title")["value"] == "Another title"
    summary = [(one["href"], one.text.strip()) for one in page.all("a") if one.get("href") in ("#start", "#reminders")]
    assert summary == [
        ("#start", "Enter a time, as in 12:30 or 1pm"),
        ("#reminders", "Enter how long before, as in 5 days or 2 hours. “soon” is not."),
    ]
    assert targets(page) <= set(page.ids)
    assert draft_or_in_force(services).is_draft is False


def test_the_models_own_mistakes_stand_at_their_fields_too() -> None:
    services = a_cafe()
    refused = posted(services, "/console/settings/retention", form(services, "retention", "", sessions="100"))
    page = read(refused)
    assert refused.status_code == 422
    [message] = [one.text.strip() for one in page.all("a") if one.get("href") == "#sessions"]
    assert message == "Write 790 or more: what is about a session is found by it"
    statement = form(services, "accessibility", "", status="fully")
    assert "#status" in [
        one.get("href") for one in read(posted(services, "/console/settings/accessibility", statement)).all("a")
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_an_empty_form_is_refused_field_by_field_or_saved(section: str) -> None:
    services = a_cafe()
    one = SECTIONS[section]
    fields = {"action": "add"} if one.entries else {"action": "save", "mark": form(services, section, "")["mark"]}
    said = posted(services, f"/console/settings/{section}", fields)
    missing = [field.key for field in one.fields if field.missing]
    assert said.status_code == (422 if missing else 303)
    if missing:
        page = read(said)
        assert len(targets(page) - {"maincontent"}) == len(missing)


# --- two people ---------------------------------------------------------------------------------------------


def test_two_people_who_change_different_entries_lose_nothing() -> None:
    services = a_cafe()
    mine = form(services, "series", "pgdit", reminders="5 days")
    theirs = form(services, "series", "educators", reminders="3 days")
    assert posted(services, address_of("series", "educators"), theirs).status_code == 303
    assert posted(services, address_of("series", "pgdit"), mine).status_code == 303
    assert [entry(services, "series", one)["reminders"] for one in ("pgdit", "educators")] == [["P5D"], ["P3D"]]


def test_the_second_of_two_who_change_the_same_entry_sees_both_texts_and_can_save() -> None:
    services = a_cafe()
    mine = form(services, "series", "pgdit", reminders="5 days", title="Mine")
    posted(services, address_of("series", "pgdit"), form(services, "series", "pgdit", reminders="3 days"))
    met = posted(services, address_of("series", "pgdit"), mine)
    page = read(met)
    assert met.status_code == 409
    assert "Somebody else has changed this meanwhile. Nothing of yours is saved yet." in page.said
    assert page.one("input", name="reminders")["value"] == "5 days"
    both = [one.text.split() for one in page.all("section")]
    assert [words[0] for words in both] == ["Title", "Reminders"]
    assert "3 days" in " ".join(both[1])
    again = {**mine, "mark": page.all("input", name="mark")[0]["value"]}
    assert SAVED in onward(services, posted(services, address_of("series", "pgdit"), again)).said
    assert entry(services, "series", "pgdit")["reminders"] == ["P5D"]


def test_what_was_typed_into_an_entry_that_somebody_removed_is_kept_and_can_come_back() -> None:
    services = a_cafe()
    mine = form(services, "hubs", "eastvale", name="Eastvale House")
    posted(services, f"{HUBS}/eastvale", form(services, "hubs", "eastvale") | {"action": "remove", "sure": "yes"})
    met = posted(services, f"{HUBS}/eastvale", mine)
    page = read(met)
    assert met.status_code == 409
    assert "Somebody else has removed this meanwhile." in page.said
    again = {**mine, "mark": page.all("input", name="mark")[0]["value"]}
    assert SAVED in onward(services, posted(services, f"{HUBS}/eastvale", again)).said
    assert names(services, "hubs")[1:] == ["Eastvale House"]


def test_who_comes_in_the_place_of_somebody_who_is_gone_can_still_be_added() -> None:
    services = a_cafe()
    address = address_of("facilitators", "marcus-oyelaran")
    fields: dict[str, str | list[str]] = {**ADA}
    mine = form(services, "facilitators", "marcus-oyelaran", **fields) | {"action": "replace"}
    posted(services, address, form(services, "facilitators", "marcus-oyelaran") | {"action": "remove", "sure": "yes"})
    page = read(posted(services, address, mine))
    assert "Save the form below to add it to the list." in page.said
    assert page.one("form", id="form")["action"] == "/console/settings/facilitators"
    assert page.one("input", name="name")["value"] == "Ada Rook"


def test_an_entry_that_somebody_changed_meanwhile_is_not_removed() -> None:
    services = a_cafe()
    fields = form(services, "hubs", "eastvale") | {"action": "remove", "sure": "yes"}
    posted(services, f"{HUBS}/eastvale", form(services, "hubs", "eastvale", name="Eastvale House"))
    met = posted(services, f"{HUBS}/eastvale", fields)
    assert met.status_code == 409
    assert "It is not removed. Look at it again first." in read(met).said
    assert names(services, "hubs")[1:] == ["Eastvale House"]


def test_a_form_for_another_entry_than_its_address_is_refused() -> None:
    services = a_cafe()
    assert posted(services, f"{HUBS}/eastvale", form(services, "hubs", "northmoor-general")).status_code == 404


ODD = ["\x00", "٣", "²", "=1+1", "\u202ecafé", "x" * 5_000, "a\n" * 400, "FREQ=DAILY;" * 50, "P7D", "<script>"]


@pytest.mark.parametrize("section", SECTIONS)
def test_whatever_is_typed_is_saved_or_refused_in_words(section: str) -> None:
    services, one = a_cafe(), SECTIONS[section]
    entry_id = all_of(services, section, "id")[0] if one.entries else ""
    address = address_of(section, entry_id) if entry_id else f"/console/settings/{section}"
    typed = [name for field in one.fields for name in names_of(field)]
    for odd in ODD:
        said = posted(services, address, form(services, section, entry_id) | dict.fromkeys(typed, odd))
        assert said.status_code in (303, 422), odd
        assert said.status_code == 303 or read(said).title.startswith("Error:"), odd
