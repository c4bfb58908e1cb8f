"""The pages of the programme's versions: what they say, what they ask before an act, and that nothing typed is lost."""

import re
from dataclasses import replace
from urllib.parse import urlencode

import azure.functions as func
import pytest

from local.memory.builders import NOW
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.colleagues.rows import Colleague
from shared.programme.merging import with_value
from shared.programme.model import Programme
from shared.programme.reading import parse_programme, programme_of
from shared.programme.rows import Version
from shared.programme.writing import toml_of
from shared.versions.drafting import open_draft
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.versions.given import CAPACITY, FILE, RULES, WHO, a_cafe, a_cafe_with_versions, edited, published, shown
from tests.web.test_principal import ADMIN, a_header

HERE = "/console/settings/programme"
COORDINATOR = a_header(("oid", "3"), ("roles", "Coordinator"))
PGDIT = "Virtual Café for postgraduate doctors in training"
LONGEST = 12
"""Storage operations of a page of the console, at most."""


def asked(
    services: MemoryServices, path: str = "", headers: dict[str, str] = ADMIN, /, **fields: str
) -> func.HttpResponse:
    assert deployed()  # so that every door is there
    here = replace(services.up_to_date(), settings=some_settings(signed_in_by_platform=True))
    method, body = ("POST", urlencode(fields).encode()) if fields else ("GET", b"")
    return answer(here, Visit(method, HERE + path, body, headers), NOW)


def words(said: func.HttpResponse) -> str:
    """The page's own text, in one line."""
    main = said.get_body().decode().partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_without_a_version_the_page_says_that_the_file_is_in_force_and_how_to_begin() -> None:
    text = words(asked(some_services()))
    assert "The deployed file is in force. Nobody has published a version yet." in text
    assert "There is no draft. A change in Settings opens one." in text
    assert "No version has been published." in text


def test_the_list_says_who_published_what_when_and_why() -> None:
    services = a_cafe_with_versions()
    services.tables.put(Colleague(id=WHO, name="Sam Porter", email="sam@example.nhs.uk", seen_on=NOW.date()))
    text = words(asked(services))
    assert "Version 2 is in force. Sam Porter published it on Tuesday 1 December 2026, 9am." in text
    assert "Tuesday 1 December 2026, 9am Sam Porter The room is smaller. 1 change" in re.sub(
        r" (Published|By|Reason|Changes)(?= )", "", text.partition("Versions")[2]
    )
    assert "The team and a newer deployed file both changed 1 thing." in text
    assert "The draft has 4 changes that are not published yet." in text


def test_a_draft_is_published_after_a_page_that_says_what_it_does_and_to_how_many() -> None:
    services = a_cafe_with_versions()
    fields = {"act": "publish", "draft": shown(services), "number": "3", "reason": "We agreed on it."}
    check = asked(services, "/draft", **fields)
    text = words(check)
    assert "Version 3 comes into force everywhere within a minute." in text
    assert "7 days before → 5 days before. Affects 2 sessions, 3 people." in text
    assert [row.number for row in services.tables.rows(Version)] == [1, 2], "nothing is done yet"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', check.get_body().decode()))
    assert hidden == {**fields, "sure": "yes"}
    done = asked(services, "/draft", **hidden)
    assert (done.status_code, done.headers["Location"]) == (303, f"{HERE}?done=published")
    assert "The version is published." in words(asked(services, "?done=published"))
    assert services.up_to_date().programme.hub("west") is not None


def test_a_missing_reason_is_said_at_its_field_in_the_summary_and_in_the_title() -> None:
    services = a_cafe_with_versions()
    said = asked(services, "/draft", act="publish", draft=shown(services), number="3", reason=" ")
    html = said.get_body().decode()
    assert said.status_code == 422
    assert re.search(r"<title>\s*Error: ", html)
    assert html.count("Enter a reason") == 2
    assert 'href="#reason"' in html


def test_if_somebody_published_meanwhile_the_reason_is_still_there_and_the_page_shows_the_way() -> None:
    services = a_cafe()
    published(services, 1, CAPACITY, 40)
    edited(services, RULES, ["Be kind."])
    mark = shown(services)
    back = {"number": "2", "reason": "Too small.", "sure": "yes"}
    assert asked(services, "/versions/0", **back).headers["Location"] == f"{HERE}?done=back"
    said = asked(services, "/draft", act="publish", draft=mark, number="2", reason="We agreed on it.", sure="yes")
    assert said.status_code == 409
    assert "Somebody published another version meanwhile." in words(said)
    assert "Bring the draft up to date: what it changes stays" in words(said)
    asked(services, "/draft", act="catch-up")
    assert "Bring the draft" not in words(asked(services, "/draft"))


def test_if_somebody_changed_the_draft_meanwhile_the_reason_is_still_there() -> None:
    services = a_cafe_with_versions()
    mark = shown(services)
    edited(services, RULES, ["Be kind."])
    said = asked(services, "/draft", act="publish", draft=mark, number="3", reason="We agreed on it.", sure="yes")
    assert said.status_code == 409
    assert "Somebody changed the draft meanwhile." in words(said)
    assert ">We agreed on it.</textarea>" in said.get_body().decode()


@pytest.mark.parametrize(("act", "capacity"), [("keep", 40), ("take", 80)])
def test_a_conflict_is_decided_with_one_press(act: str, capacity: int) -> None:
    services = a_cafe_with_versions()
    html = asked(services, "/draft").get_body().decode()
    (place,) = re.findall(r'name="place" value="([^"]*)"', html)
    assert (
        "If you take the file's: Number of places of Virtual Café for postgraduate doctors in training: 40 → 80"
        in words(asked(services, "/draft"))
    )
    asked(services, "/draft", act=act, place=place)
    assert 'name="place"' not in asked(services, "/draft").get_body().decode()
    draft = open_draft(services)
    assert draft is not None
    assert (
        parse_programme(asked(services, "/versions/draft/cafe.toml").get_body().decode()).series_of("pgdit").capacity
        == capacity
    )


def without_tan() -> Programme:
    """A newer deployed file without one of the facilitators."""
    return programme_of(with_value(FILE, ("facilitators", "wen-li-tan"), None))


def test_if_a_newer_file_does_not_fit_the_page_says_why_and_the_version_stays() -> None:
    services = a_cafe()
    published(services, 1, ("gate", "held_for"), "wen-li-tan")
    newer = some_services(programme=without_tan(), tables=services.tables)
    text = words(asked(newer))
    assert "A newer deployed file does not fit version 1. The version stays in force as it was published." in text
    assert "What is wrong: gate.held_for:" in text
    assert newer.up_to_date().programme.reads_held_texts.id == "wen-li-tan"


def test_what_keeps_a_draft_from_being_published_is_said_instead_of_the_button() -> None:
    services = a_cafe()
    edited(services, CAPACITY, 40)
    draft = open_draft(services)
    assert draft is not None
    services.tables.replace(draft.model_copy(update={"content": {**draft.content, "facilitators": []}}))
    html = asked(services, "/draft").get_body().decode()
    assert "What has to be put right first" in html
    assert "is empty: add at least one" in html
    assert 'value="publish"' not in html


def test_a_draft_is_discarded_after_a_page_that_says_what_is_lost() -> None:
    services = a_cafe_with_versions()
    fields = {"act": "discard", "draft": shown(services)}
    assert "The draft is lost for the whole team:" in words(asked(services, "/draft", **fields))
    assert asked(services, "/draft", **fields, sure="yes").headers["Location"] == f"{HERE}?done=discarded"
    assert open_draft(services) is None


def test_a_version_says_what_it_changed_and_what_going_back_would_change() -> None:
    services = a_cafe_with_versions()
    text = words(asked(services, "/versions/1"))
    assert f"What it changed Number of places of {PGDIT}: 60 → 40" in text
    assert "If you go back to it Ground rules: added" in text
    check = words(asked(services, "/versions/1", number="3", reason="As before."))
    assert "Version 3 comes into force everywhere within a minute. It says what version 1 said." in check


def test_a_download_is_the_programme_in_force() -> None:
    services = a_cafe()
    published(services, 1, CAPACITY, 40)
    said = asked(services, "/versions/1/cafe.toml", COORDINATOR)
    assert said.headers["Content-Disposition"] == 'attachment; filename="cafe-version-1.toml"'
    assert parse_programme(said.get_body().decode()) == services.up_to_date().programme


def test_an_uploaded_file_is_the_draft() -> None:
    services = a_cafe()
    text = toml_of(the_programme()).replace("capacity = 60", "capacity = 25")
    assert asked(services, "/upload", draft="", text=text).headers["Location"] == f"{HERE}/draft?done=uploaded"
    assert "Number of places of Virtual Café for postgraduate doctors in training: 60 → 25" in words(
        asked(services, "/draft")
    )
    check = asked(services, "/upload", draft=shown(services), text=text.replace("25", "26"))
    assert "What the draft changed is lost." in words(check)
    stale = asked(services, "/upload", draft="another", text=text.replace("25", "26"), sure="yes")
    assert stale.status_code == 409
    assert "capacity = 26" in stale.get_body().decode()


def test_a_file_with_mistakes_stays_in_the_form_and_each_mistake_has_its_line() -> None:
    text = toml_of(the_programme()).replace("capacity = 60", "capacity = 0").replace("P7D", "soon")
    said = asked(some_services(), "/upload", draft="", text=text)
    assert said.status_code == 422
    assert re.search(r"cafe.toml, line \d+: series\[1\].capacity: Input should be greater than", words(said))
    assert "There are 3 mistakes. They are listed at the top of this page." in words(said)
    assert "capacity = 0" in said.get_body().decode()


def test_a_file_that_a_browser_uploads_is_read() -> None:
    services = a_cafe()
    text = toml_of(the_programme()).replace("capacity = 60", "capacity = 25")
    part = 'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
    parts = [
        part.format(name="draft", more="", value=""),
        part.format(name="file", more='; filename="cafe.toml"\r\nContent-Type: application/toml', value=text),
        part.format(name="text", more="", value=""),
    ]
    body = "".join(f"--edge\r\n{one}" for one in parts) + "--edge--\r\n"
    headers = {**ADMIN, "content-type": "multipart/form-data; boundary=edge"}
    here = replace(services, settings=some_settings(signed_in_by_platform=True))
    said = answer(here, Visit("POST", f"{HERE}/upload", body.encode(), headers), NOW)
    assert said.headers["Location"] == f"{HERE}/draft?done=uploaded"
    draft = open_draft(services)
    assert draft is not None
    assert parse_programme(asked(services, "/versions/draft/cafe.toml").get_body().decode()) == parse_programme(text)


@pytest.mark.parametrize("path", ["/versions/9", "/versions/x", "/versions/9999999", "/versions/9/cafe.toml"])
def test_a_version_that_never_was_is_not_found(path: str) -> None:
    assert asked(a_cafe_with_versions(), path).status_code == 404


def test_a_coordinator_reads_and_an_admin_publishes() -> None:
    services = a_cafe_with_versions()
    html = asked(services, "/draft", COORDINATOR).get_body().decode()
    assert "An admin publishes the draft." in html
    assert 'value="publish"' not in html
    assert asked(services, "/draft", COORDINATOR, act="publish").status_code == 403
    assert asked(services, "/upload", COORDINATOR).status_code == 403


@pytest.mark.parametrize("path", ["", "/draft", "/versions/1", "/versions/0", "/upload"])
def test_a_page_costs_few_operations_however_many_versions_there_are(path: str) -> None:
    costs = []
    for more in (0, 50):
        services = a_cafe_with_versions()
        for number in range(more):
            services.tables.put(Version(number=900 + number, at=NOW, who=WHO, reason="A test."))
        asked(services, path)
        services.tables.operations.clear()
        asked(services, path)
        costs.append(len(services.tables.operations))
    assert costs[0] == costs[1] <= LONGEST
