"""Nobody of one audience sees people of the other: every page, mail, export and API answer, with two cohorts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from urllib.parse import urlencode

import azure.functions as func
import pytest

from local.memory.builders import a_request
from shared.ahead.listing import look_ahead
from shared.entries.sections import SECTIONS
from shared.failures import failed_work
from shared.registrations.rows import Registration
from shared.web.description import ANY
from shared.web.doors import Door, addresses
from shared.web.principal import Role
from tests.leakage.cohorts import COHORTS, DOCTORS, EDUCATORS, END, PEOPLE, Cohort, matters, the_month, tokens
from tests.the_app import deployed
from tests.web.test_principal import VISITOR, signed_in_as

MARKS = tuple(cohort.mark for cohort in COHORTS)
OTHER = {DOCTORS: EDUCATORS, EDUCATORS: DOCTORS}
each_cohort = pytest.mark.parametrize("cohort", COHORTS, ids=[one.series for one in COHORTS])


def of_both(name: str) -> list[str]:
    return [getattr(cohort, name) for cohort in COHORTS]


def parts_that_lead_somewhere() -> Mapping[str, Sequence[str]]:
    """For each part of an address that has a name: what leads to something of either cohort, or to what is for both."""
    return {
        "session": [*of_both("past"), *of_both("coming")],
        "series": of_both("series"),
        "person": of_both("person"),
        "issue": ["2026-W51"],
        "source": ["facilitators"],  # items name nobody
        "item": ["item-1"],
        "matter": matters(),
        "id": [f"held-{series}" for series in of_both("series")],
        "work": [f"work-{series}" for series in of_both("series")],
        "change": ["move", "message"],
        "step": ["sign-up"],
        "act": ["drop", *(one.act.id for one in look_ahead(the_month().services, END).expected)],
        "form": ["sign-up"],
        "token": [token for cohort in COHORTS for token in tokens(cohort)],
        "path": ["robots.txt"],
        "cause": [row.cause_id for row in failed_work.kept(the_month().services)],
        "number": ["0"],
        "email": ["reminder-P1D", "feedback"],
        "section": list(SECTIONS),
        "entry": ["new", "imogen-hartley", "northmoor-general", "pgdit"],
    }


def doors(method: str) -> Iterator[Door]:
    deployed()
    for address in addresses():
        if isinstance(address, Door) and any(one.method == method and one.method != ANY for one in address.operations):
            yield address


def ways_to(door: Door) -> Iterator[dict[str, str]]:
    """Every way to fill in the address."""
    names = re.findall(r"{\*?(\w+)}", door.route)
    known = parts_that_lead_somewhere()
    assert set(names) <= set(known), f"say in parts_that_lead_somewhere what {door.route} leads to"
    for values in product(*(known[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def asked(
    door: Door,
    way: dict[str, str],
    headers: Mapping[str, str],
    body: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> str:
    """The status and everything that the door answers, in small letters."""
    request: func.HttpRequest = a_request(
        method="GET" if body is None else "POST",
        path=f"/{door.route}",
        route=way,
        headers=headers,
        query=query or {},
        body=urlencode(body or {}).encode(),
    )
    said = door.answer(the_month().services, request, END)
    return f"{said.status_code} {dict(said.headers)} {said.get_body().decode(errors='replace')}".casefold()


def marks_in(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text}


SIGNED_IN = {cohort: signed_in_as(Role.FACILITATOR, cohort.host) for cohort in COHORTS}
PAGES = list(doors("get"))
FORMS = [door for door in doors("post") if door.route.startswith("console/")]
FILLED_IN = [
    {},
    *(
        {"series": one.series, "session": one.coming, "to": one.coming, "person": one.person, "reason": "They asked."}
        for one in COHORTS
    ),
    *({name: cohort.address(1)} for cohort in COHORTS for name in ("address", "email", "query", "q")),
    *({name: cohort.mark} for cohort in COHORTS for name in ("name", "query", "q", "words")),
]
"""What somebody types into a form, whatever its fields. None of these is sure of anything, so nothing is done."""


@pytest.mark.parametrize("door", PAGES, ids=[door.route for door in PAGES])
@each_cohort
def test_a_facilitator_reads_of_no_other_cohort(door: Door, cohort: Cohort) -> None:
    if "{token}" in door.route:
        return  # a personal link is for whoever has it
    for way in ways_to(door):
        assert OTHER[cohort].mark not in asked(door, way, SIGNED_IN[cohort]), way


def of_query(cohort: Cohort) -> Mapping[str, Sequence[str]]:
    """For each parameter of a query, what leads to something of this cohort."""
    return {
        "series": [cohort.series],
        "session": [cohort.past, cohort.coming],
        "person": [cohort.person],
        "before": [cohort.coming],
        "about": [f"person.{cohort.person}", f"session.{cohort.past}"],
        "who": ["an-object-id"],
        "kind": ["address", "email", "sign-up", "audience"],
        "month": [cohort.past.removeprefix(f"{cohort.series}-")[:7]],
    }


ASKING = [door for door in PAGES if "{token}" not in door.route and (said := door.operation("GET")) and said.query]
NOBODYS = signed_in_as(Role.FACILITATOR, "fay.nowhere@example.nhs.uk")
"""A facilitator whom the programme names nowhere."""


@pytest.mark.parametrize("door", ASKING, ids=[door.route for door in ASKING])
@each_cohort
def test_no_query_shows_a_facilitator_somebody_of_the_other_cohort(door: Door, cohort: Cohort) -> None:
    operation, other = door.operation("GET"), OTHER[cohort]
    assert operation
    known = of_query(other)
    queries = [{name: value} for name in operation.query for value in known.get(name, ())]
    for way, query in product(ways_to(door), queries):
        assert other.mark not in asked(door, way, SIGNED_IN[cohort], query=query), (way, query)
        assert marks_in(asked(door, way, NOBODYS, query=query)) == set(), (way, query)


@pytest.mark.parametrize("door", FORMS, ids=[door.route for door in FORMS])
@each_cohort
def test_no_form_shows_a_facilitator_somebody_of_the_other_cohort(door: Door, cohort: Cohort) -> None:
    for way, fields in product(ways_to(door), FILLED_IN):
        typed = " ".join(fields.values()).casefold()
        said = asked(door, way, SIGNED_IN[cohort], fields).replace(typed or "\0", "")
        assert OTHER[cohort].mark not in said, (way, fields)


@pytest.mark.parametrize("door", PAGES, ids=[door.route for door in PAGES])
def test_whoever_may_see_no_names_sees_none(door: Door) -> None:
    """A lead, somebody without a role, and everybody else. Held texts and questions have no author."""
    for way, who in product(ways_to(door), (signed_in_as(Role.LEAD, "lena.eadwin@example.nhs.uk"), VISITOR, {})):
        if "token" not in way:
            assert marks_in(asked(door, way, who)) == set(), way


@pytest.mark.parametrize("door", [one for one in PAGES if "{token}" in one.route], ids=lambda door: door.route)
@each_cohort
def test_a_personal_link_shows_its_own_cohort_alone(door: Door, cohort: Cohort) -> None:
    for token in tokens(cohort):
        assert OTHER[cohort].mark not in asked(door, {"token": token}, {})


def test_a_mail_tells_of_its_own_cohort_alone() -> None:
    sent = the_month().sent
    to_people = [one.mail for one in sent if marks_in(one.mail.to)]
    assert len(to_people) >= 2 * 9
    for mail in to_people:
        files = " ".join(file.content.decode(errors="replace") for file in mail.attachments)
        assert marks_in(f"{mail.subject} {mail.html} {files}".casefold()) <= marks_in(mail.to)
    for cohort in COHORTS:
        (other,) = {*MARKS} - {cohort.mark}
        to_host = [one.mail for one in sent if one.mail.to == cohort.host]
        assert to_host
        assert [mail.subject for mail in to_host if other in mail.html.casefold()] == []


def test_each_cohort_is_there_to_be_seen() -> None:
    services = the_month().services
    for cohort in COHORTS:
        for session in (cohort.past, cohort.coming):
            assert len(list(services.tables.partition(Registration, session))) == PEOPLE


def test_a_coordinator_sees_both_so_that_these_tests_can_fail() -> None:
    coordinator = signed_in_as(Role.COORDINATOR, "cora.ordway@example.nhs.uk")
    seen = {
        door.route: marks
        for door in PAGES
        if (marks := set[str]().union(*(marks_in(asked(door, way, coordinator)) for way in ways_to(door))))
        and "{token}" not in door.route
    }
    assert {route for route, marks in seen.items() if marks == set(MARKS)} >= {
        "api/waiting",
        "api/held",
        "api/forms/sign-up/refused",
        "console/held",
        "console/sign-ups/{work}",
        "console/waiting/{matter}",
    }
