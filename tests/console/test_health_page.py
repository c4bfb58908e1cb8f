"""The café's health on a page: each part and each timer in words, and what the audit of the books found."""

import re
import tomllib
from datetime import timedelta

from local.memory.builders import NOW, SESSION, START, a_session
from local.memory.services import MemoryServices, some_services, some_settings
from shared.operations.books import audit_books
from shared.operations.checkup import RELEASE
from shared.operations.health import measure
from shared.operations.heartbeats import LONGEST_SILENCE
from shared.operations.rows import BooksAudited, Pulse
from shared.pages.console.health import TIMERS
from tests.pages.site import Visit, answer
from tests.the_app import ROOT, deployed
from tests.web.test_principal import ADMIN, COORDINATOR, FACILITATOR

HOME = "/console/health"


def a_cafe() -> MemoryServices:
    deployed()
    services = some_services(settings=some_settings(signed_in_by_platform=True))
    measure(services, NOW)
    services.tables.operations.clear()
    return services


def text(services: MemoryServices, who: dict[str, str] = COORDINATOR) -> str:
    said = answer(services, Visit("GET", HOME, b"", who), NOW + timedelta(minutes=1))
    assert said.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", said.get_body().decode()).split())


def test_a_cafe_that_works_says_so_and_costs_a_few_operations() -> None:
    services = a_cafe()
    said = text(services)
    assert "The café works." in said
    assert "Needs attention" not in said
    assert len(services.tables.operations) <= 12


def test_each_part_says_what_is_wrong() -> None:
    services = a_cafe()
    services.tables.put(Pulse(at=NOW, graph="Graph answered 403", oldest_due_seconds=1_200, failed=3, waiting=2))
    services.tables.put(
        BooksAudited(at=NOW, wrong=51, shown=((SESSION, f"{'K' * 24} has no delivery x.reminder-P1D"),))
    )
    said = text(services, ADMIN)
    for words in (
        "Something needs attention.",
        "Graph cannot be used: Graph answered 403",
        "An email has been due for 20 minutes.",
        "3 pieces of work failed. See what failed",
        "2 things wait for somebody. See what waits",
        "51 things do not add up. (Tuesday 1 December 2026, 9am)",
        "9 December 2026 : a person has no delivery x.reminder-P1D",
        "And 50 more.",
    ):
        assert words in said
    assert "See what failed" not in text(services, COORDINATOR)


def test_before_anything_was_measured_the_page_says_so() -> None:
    deployed()
    said = text(some_services(settings=some_settings(signed_in_by_platform=True)))
    assert "Nothing was measured yet." in said


def test_a_silent_timer_comes_first_and_is_told_in_words() -> None:
    services = a_cafe()
    later = Visit("GET", HOME, b"", COORDINATOR)
    said = answer(services, later, NOW + timedelta(minutes=21)).get_body().decode()
    rows = said.rpartition("<tbody")[2].split("</tr>")
    assert ["Silent" in row for row in rows[:3]] == [True, True, False]
    assert "Tuesday 1 December 2026, 9:20am" in rows[0]


def test_every_timer_has_words() -> None:
    assert set(TIMERS) == set(LONGEST_SILENCE)


def test_the_audit_keeps_what_it_found() -> None:
    services = some_services(having=[a_session()])
    audit_books(services, START + timedelta(days=2))
    (kept,) = services.tables.rows(BooksAudited)
    assert (kept.wrong, kept.shown) == (1, ((SESSION, "is over but was not closed"),))


def test_the_page_names_the_release_that_the_project_has() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == RELEASE


def test_the_page_is_for_coordinators_and_admins() -> None:
    said = [
        answer(a_cafe(), Visit("GET", HOME, b"", who), NOW).status_code for who in (FACILITATOR, COORDINATOR, ADMIN)
    ]
    assert said == [403, 200, 200]
