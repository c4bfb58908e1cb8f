"""Every HTTP function of the real app, in the functions host, asked what its description allows and what it does not.

Whatever is asked: no server's error, no status that the description does not have, no answer of another
shape than it says, and nothing that was taken in fails behind the queues. `CAFE_FUZZ` is how often each
operation is asked (25 unless told).
"""

import base64
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.memory.builders import (
    ADDRESS,
    a_registration,
    a_seating,
    a_session,
    a_sign_up,
    a_standing,
    a_subscription,
    an_issue,
    an_item,
)
from local.month.books import services_of
from local.stack.stack import Stack
from shared.bulletin.rows import IssueState
from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.keys import Link
from shared.messages import BulletinApproved
from shared.services import Services
from shared.sessions.rows import OpenSession, Session
from shared.storage.row import Row
from shared.web.openapi import document
from tests.the_app import deployed

EXAMPLES = int(os.environ.get("CAFE_FUZZ", "25"))
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
ODD = ["a/b", "a\\b", "a\x00b", "a\x9fb", "\u202eé", "x" * 1_200, "a?b#c"]
"""Parts of a path that no row's key can have, and others that are seldom met."""

NOW = datetime.now(UTC).replace(microsecond=0)
SOON = a_session(start=NOW + timedelta(days=5))
PAST = a_session(start=NOW - timedelta(days=2))

deployed()  # so that every step has said what it does
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document("Virtual Café", "http://127.0.0.1"))))


def signed_in(role: str) -> str:
    """The header that the platform adds for somebody with this role."""
    claims = [{"typ": "preferred_username", "val": "marcus.oyelaran@example.nhs.uk"}]
    claims += [{"typ": "roles", "val": role}, {"typ": "oid", "val": "00000000-0000-4000-8000-000000000001"}]
    return base64.b64encode(json.dumps({"auth_typ": "aad", "claims": claims}).encode()).decode()


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    values = {"WEBSITE_AUTH_ENABLED": "true", "CAFE_ALLOWED_RECIPIENTS": "*"}
    with Stack(tmp_path_factory.mktemp("fuzz"), values=values, sandbox_options=("--limits", "off")) as running:
        services = services_of(running)
        for row in the_rows(services):
            services.tables.insert(row)
        yield running


def the_rows(services: Services) -> list[Row]:
    """Something behind every address."""
    person, details = services.keys.person(ADDRESS), a_sign_up()
    places = [a_registration(session=one.id, person=person, details=details) for one in (SOON, PAST)]
    failed = FailedWork(step="sign-up", id="one", cause="A mistake.", payload="{}", first_at=NOW, last_at=NOW)
    issues = [an_issue(id="2026-W48"), an_issue(id="2026-W47", state=IssueState.SENT)]
    mine = [a_standing().model_copy(update={"person": person}), a_subscription().model_copy(update={"person": person})]
    return [SOON, PAST, *places, OpenSession(id=SOON.id), a_seating(session=SOON.id), *issues, an_item(), failed, *mine]


@pytest.fixture(scope="module")
def known(stack: Stack) -> Mapping[str, list[str]]:
    """Values that lead somewhere, for each part of a path."""
    keys = services_of(stack).keys
    person = keys.person(ADDRESS)
    sessions: list[Session] = [SOON, PAST]
    tokens = [keys.sign(link, one.id, person) for link in (Link.REGISTRATION, Link.FEEDBACK) for one in sessions]
    tokens.append(keys.sign(Link.UNSUBSCRIBE, "pgdit", person))
    return {
        "session": [one.id for one in sessions],
        "token": tokens,
        "issue": ["2026-W48", "2026-W47", "2026-W99", "2026-W48-3b"],
        "source": ["regulator-news"],
        "item": ["item-1"],
        "path": ["cafe.css", "../../cafe.toml"],
        "step": ["sign-up", "delivery-due"],
        "work": ["one"],
        "act": ["replay", "drop", "send"],
    }


@pytest.fixture(scope="module")
def connection() -> Iterator[requests.Session]:
    """Kept open from one request to the next."""
    with requests.Session() as session:
        yield session


@schema.given(data=st.data())
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_function_answers_as_it_says_whatever_it_is_asked(
    case: schemathesis.Case[Any],
    data: st.DataObject,
    stack: Stack,
    connection: requests.Session,
    known: Mapping[str, list[str]],
) -> None:
    for name in case.path_parameters or {}:
        others = [quote(value, safe="") for value in (*known.get(name, ()), *ODD)]
        case.path_parameters[name] = data.draw(st.sampled_from([case.path_parameters[name], *others]), name)
    role = data.draw(st.sampled_from(["Admin", "Admin", "Coordinator", "Facilitator", "Forms", "", "nobody"]), "role")
    headers = {"x-ms-client-principal": signed_in(role)} if role else {}
    case.call_and_validate(base_url=stack.site, headers=headers, checks=CHECKS, session=connection)


def test_nothing_that_was_taken_in_failed_behind_the_queues(stack: Stack) -> None:
    stack.wait_until_idle()
    log = (stack.folder / "host.log").read_text("utf-8")
    errors = [line for line in log.splitlines() if " ERROR " in line]
    assert errors == []
    assert list(failed_work.kept(services_of(stack), BulletinApproved.QUEUE)) == []
    assert httpx.get(f"{stack.site}/api/health").status_code == 200
