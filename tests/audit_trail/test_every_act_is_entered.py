"""Whatever a person changes anywhere, the audit trail says so, and nothing in it names anybody.

Every address is walked at which somebody with a role can change something. `examples` has a use of each.
"""

import pytest

from local.memory.builders import ADDRESS, NOW, a_request
from local.memory.services import MemoryServices
from shared.audit_trail.rows import AuditEntry
from shared.audit_trail.words import ACTS
from shared.colleagues.rows import Colleague
from shared.web.doors import Door, addresses
from shared.web.principal import Role
from tests.audit_trail.examples import LOOKS, SHARED, USES, Use
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

deployed()
DOORS = {one.name: one for one in addresses() if isinstance(one, Door)}
CHANGING = {
    name
    for name, one in DOORS.items()
    if any(operation.method != "get" and operation.role not in (None, Role.FORMS) for operation in one.operations)
}
WHAT_TO_DO = "add a use of the new address to tests/audit_trail/examples.py, and enter what people do there"


def the_rest(services: MemoryServices) -> list[tuple[type, bytes]]:
    """All that the café keeps and has sent, but for the trail and who signed in."""
    of_the_team = {AuditEntry.TABLE, Colleague.TABLE}
    kept = [(one.kind, one.content) for one in services.tables.everything() if one.kind.TABLE not in of_the_team]
    return [*kept, *((bytes, body) for body in services.queues.traffic)]


def test_every_address_at_which_a_person_changes_something_is_walked() -> None:
    assert {*USES, *SHARED, *LOOKS} >= CHANGING, WHAT_TO_DO
    assert {*USES, *SHARED} <= CHANGING
    assert [(page, act) for page, acts in SHARED.items() for act in acts if act not in ACTS] == []


@pytest.mark.parametrize("name", sorted(USES))
def test_what_a_person_changes_is_in_the_audit_trail_without_anybodys_name(name: str) -> None:
    services = USES[name].cafe()
    before = the_rest(services)
    must_be_entered(services, name, USES[name])
    assert the_rest(services) != before, "the example changes nothing"


@pytest.mark.parametrize("name", sorted(LOOKS))
def test_every_look_at_peoples_names_and_every_search_is_in_the_audit_trail(name: str) -> None:
    must_be_entered(LOOKS[name].cafe(), name, LOOKS[name])


def must_be_entered(services: MemoryServices, name: str, use: Use) -> None:
    """Use the address, and look for it in the trail."""
    path = {**use.path, **(use.parts(services) if use.parts else {})}
    body, headers = use.content(services)
    before = {one.key for one in services.tables.rows(AuditEntry)}
    signed_in = signed_in_as(Role.ADMIN, "ada@example.org")
    request = a_request(method=use.method, body=body, route=path, query=use.query, headers={**signed_in, **headers})
    answer = DOORS[name].answer(services, request, NOW)
    assert answer.status_code < 400, answer.get_body().decode()
    entries = [one for one in services.tables.rows(AuditEntry) if one.key not in before]
    assert entries, "it is not in the audit trail"
    assert {one.who for one in entries} == {"an-object-id"}
    said = [one.model_dump_json() for one in entries]
    assert [one for one in said if ADDRESS in one or "Amara" in one or "Ben" in one] == []
