"""The grants: the scripts that give them, the page that argues them, and the sandbox that refuses all else, agree."""

import re
from pathlib import Path

import pytest

from local.sandbox.graph.grants import ENTRA, EXCHANGE
from local.sandbox.server import GRAPH
from shared.web.principal import Role
from tests.local.sandbox_calls import CAFE, DOOR, calling, mail, refusal

ROOT = Path(__file__).parents[2]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_exchange_is_asked_for_what_the_page_says_and_the_sandbox_gives() -> None:
    (roles,) = re.findall(r"^\$roles = (.+)$", read("scripts/exchange.ps1"), re.MULTILINE)
    assert set(re.findall(r"'Application ([\w.]+)'", roles)) == EXCHANGE
    assert set(re.findall(r"^\| Exchange: Application ([\w.]+),", read("docs/operating.md"), re.MULTILINE)) == EXCHANGE
    assert set(re.findall(r"^ {6}Application ([\w.]+) ", read("scripts/exchange.ps1"), re.MULTILINE)) == EXCHANGE


def test_entra_is_asked_for_what_the_page_says_and_the_sandbox_gives() -> None:
    assert set(re.findall(r"^\$wanted = '([\w.]+)'", read("scripts/graph.ps1"), re.MULTILINE)) == ENTRA
    assert set(re.findall(r"^\| Graph: ([\w.]+) ", read("docs/operating.md"), re.MULTILINE)) == ENTRA


def test_the_sign_in_makes_every_role_of_the_code_for_people_or_for_programs() -> None:
    made = re.findall(r"id = '([0-9a-f-]{36})'; value = '(\w+)'; to = '(\w+)'", read("scripts/sign-in.ps1"))
    assert {value: to for _, value, to in made} == {
        "Facilitator": "User",
        "Coordinator": "User",
        "Lead": "User",
        "Admin": "User",
        "Forms": "Application",
    }
    assert {value for _, value, _ in made} == {role.value for role in Role}
    assert len({role_id for role_id, _, _ in made}) == len(made)


def test_the_client_names_no_other_permission() -> None:
    permission = r"\b(?:[A-Z][A-Za-z]+\.)+(?:Read|ReadWrite|ReadBasic|Send)(?:\.All)?\b"
    named = re.findall(permission, read("shared/graph/microsoft/client.py"))
    assert set(named) == EXCHANGE | ENTRA


def test_the_sandbox_has_no_door_without_a_permission() -> None:
    assert [path for _, _, path, _, needs in GRAPH if not needs] == []


@pytest.mark.parametrize("lacking", sorted(EXCHANGE | ENTRA))
def test_without_a_grant_its_calls_are_refused(lacking: str) -> None:
    calls = {
        "Mail.Send": ("POST", f"{DOOR}/sendMail"),
        "Mail.Read": ("GET", f"{DOOR}/messages"),
        "Calendars.ReadWrite": ("POST", f"{DOOR}/events"),
        "OnlineMeetingArtifact.Read.All": ("GET", f"{DOOR}/onlineMeetings"),
    }
    method, path = calls[lacking]
    with calling(granted=(EXCHANGE | ENTRA) - {lacking}) as graph:
        assert refusal(graph.http.request(method, path, json={})) == (403, "Authorization_RequestDenied")
        others = {name: graph.http.request(*call).status_code for name, call in calls.items() if name != lacking}
        assert 403 not in others.values()


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", f"/v1.0/users/{CAFE}"), ("POST", f"{DOOR}/messages"), ("DELETE", f"{DOOR}/messages/x")],
)
def test_what_no_document_grants_is_refused(method: str, path: str) -> None:
    with calling(granted=EXCHANGE | ENTRA) as graph:
        assert refusal(graph.http.request(method, path, json=mail())) == (403, "Authorization_RequestDenied")
