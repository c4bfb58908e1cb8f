"""The audit trail on pages: who did what, in words, filtered and paged; an admin sees all, a coordinator their own."""

import re
from datetime import timedelta

import azure.functions as func

from local.memory.builders import NOW, SESSION
from local.memory.services import MemoryServices, some_services, some_settings
from shared.audit_trail.entering import enter
from tests.pages.site import Visit, answer
from tests.the_app import deployed
from tests.web.test_principal import FACILITATOR, a_header

HOME = "/console/audit-trail"
ADMIN = a_header(("oid", "2"), ("roles", "Admin"), ("name", "Ada Minster"))
COORDINATOR = a_header(("oid", "4"), ("roles", "Coordinator"), ("name", "Cora Dean"))


def a_cafe(acts: int = 0) -> MemoryServices:
    """A trail of an admin's and a coordinator's acts, and of so many more."""
    deployed()
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    for header in (ADMIN, COORDINATOR):
        get(services, HOME, header)
    enter(services, "4", "done", "refused.abc", "=Phoned her.", NOW - timedelta(hours=2))
    enter(services, "2", "erase", "person.Kx", "Asked by email.", NOW - timedelta(hours=1))
    enter(services, "gone", "replay", f"{SESSION}.x", "", NOW - timedelta(days=40))
    for number in range(acts):
        enter(services, "2", "drop", f"session-planned.{number}", "A test.", NOW - timedelta(days=2, seconds=number))
    services.tables.operations.clear()
    return services


def get(services: MemoryServices, address: str, who: dict[str, str] = ADMIN) -> func.HttpResponse:
    return answer(services, Visit("GET", address, b"", who), NOW)


def rows(services: MemoryServices, address: str = HOME, who: dict[str, str] = ADMIN) -> list[list[str]]:
    """The cells of the page's table."""
    html = get(services, address, who).get_body().decode()
    body = html.partition("<tbody")[2].partition("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell.partition("</span>")[2] or cell).split()) for cell in row]
        for row in (re.findall(r"<t[dh].*?</t[dh]>", part, re.DOTALL) for part in body.split("</tr>")[:-1])
    ]


def test_an_admin_reads_who_did_what_in_words_newest_first() -> None:
    assert rows(a_cafe()) == [
        [
            "Tuesday 1 December 2026, 8am",
            "Ada Minster",
            "Erased a person",
            "A person All acts on it",
            "Asked by email.",
        ],
        [
            "Tuesday 1 December 2026, 7am",
            "Cora Dean",
            "Dealt with something that waited",
            "Something that waited All acts on it",
            "=Phoned her.",
        ],
        [
            "Thursday 22 October 2026, 10am",
            "gone",
            "Tried failed work again",
            "Virtual Café for postgraduate doctors in training, 9 December 2026 All acts on it",
            "–",
        ],
    ]


def test_things_that_have_a_page_are_links() -> None:
    page = get(a_cafe(), HOME).get_body().decode()
    assert '<a href="/console/people/Kx">A person</a>' in page
    assert f'<a href="/console/sessions/{SESSION}">' in page


def test_acts_are_chosen_by_month_person_act_and_thing() -> None:
    services = a_cafe()
    assert [row[1] for row in rows(services, f"{HOME}?month=2026-10")] == ["gone"]
    assert [row[2] for row in rows(services, f"{HOME}?who=4")] == ["Dealt with something that waited"]
    assert [row[1] for row in rows(services, f"{HOME}?act=erase")] == ["Ada Minster"]
    assert [row[3] for row in rows(services, f"{HOME}?about=person.Kx")] == ["A person"]
    page = get(services, f"{HOME}?month=2026-11").get_body().decode()
    assert ("Nothing was done that fits." in page, "<details" in page, " open" in page) == (True, True, True)


def test_a_coordinator_sees_their_own_acts_whatever_they_ask_for() -> None:
    services = a_cafe()
    for address in (HOME, f"{HOME}?who=2", f"{HOME}?about=person.Kx&who=2"):
        assert {row[1] for row in rows(services, address, COORDINATOR)} <= {"Cora Dean"}
    page = get(services, HOME, COORDINATOR).get_body().decode()
    assert ("Everything that you did" in page, "Ada Minster" in page) == (True, False)
    content = get(services, f"{HOME}/file?who=2", COORDINATOR).get_body().decode("utf-8-sig")
    assert [line.split(",")[1] for line in content.splitlines()] == ["Who", "Cora Dean"]
    assert get(services, HOME, FACILITATOR).status_code == 403


def test_pages_lead_on_and_cost_the_same_however_long_the_trail_is() -> None:
    services = a_cafe(acts=2_000)
    page = get(services, HOME).get_body().decode()
    assert services.tables.operations == [("query", "audit"), ("query", "audit"), ("query", "colleagues")]  # two months
    (after,) = re.findall(r'href="(/console/audit-trail\?from=[^"]+)"', page)
    assert [row[4] for row in rows(services, after)] == ["A test."] * 50
    services.tables.operations.clear()
    get(services, f"{HOME}?who=4&act=drop")
    assert len(services.tables.operations) <= 12


def test_an_empty_trail_says_so() -> None:
    deployed()
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    page = get(services, f"{HOME}?from=2020-12.").get_body().decode()
    assert "Nobody has done anything by hand yet." in page
    assert "Nothing in these months. Go on to earlier ones." in get(services, HOME).get_body().decode()


def test_the_file_is_safe_to_open_in_a_spreadsheet() -> None:
    said = get(a_cafe(), f"{HOME}/file")
    assert (said.mimetype, said.headers["Content-Disposition"]) == (
        "text/csv",
        'attachment; filename="audit-trail-2026-12-01.csv"',
    )
    lines = said.get_body().decode("utf-8-sig").splitlines()
    assert lines[0] == "When (UTC),Who,Their id,What,On what,Its id,Reason"
    said_of_it = "Dealt with something that waited,Something that waited,refused.abc,'=Phoned her."
    assert lines[2] == f"2026-12-01 07:00:00,Cora Dean,4,{said_of_it}"
    assert len(lines) == 4


def test_what_is_in_an_address_is_shown_as_text() -> None:
    page = get(a_cafe(), f"{HOME}?about=%3Cb%3E&month=%27%22&act=x&from=%00").get_body().decode()
    assert ("&lt;b&gt;" in page, "<b>" in page) == (True, False)
