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
from tests.audit_trail.examples import SHARED, USES
from tests.the_app import deployed
from tests.web.test_principal import signed_in_as

deployed()
CHANGING = {
    one.name: one
    for one in addresses()
    if isinstance(one, Door)
    and any(operation.method != "get" and operation.role not in (None, Role.FORMS) for operation in one.operations)
}
WHAT_TO_DO = "add a use of the new address to tests/audit_trail/examples.py, and enter what people do there"


def the_rest(services: MemoryServices) -> list[tuple[type, bytes]]:
    """All that the café keeps and has sent, but for the trail and who signed in."""
    of_the_team = {AuditEntry.TABLE, Colleague.TABLE}
    kept = [(one.kind, one.content) for one in services.tables.everything() if one.kind.TABLE not in of_the_team]
    return [*kept, *((bytes, body) for body in services.queues.traffic)]


def test_every_address_at_which_a_person_changes_something_is_walked() -> None:
    assert set(CHANGING) == set(USES) | set(SHARED), WHAT_TO_DO
    assert [(page, act) for page, acts in SHARED.items() for act in acts if act not in ACTS] == []


@pytest.mark.parametrize("name", sorted(USES))
def test_what_a_person_changes_is_in_the_audit_trail_without_anybodys_name(name: str) -> None:
    use = USES[name]
    services = use.cafe()
    path = {**use.path, **(use.parts(services) if use.parts else {})}
    body, headers = use.content(services)
    before, entered = the_rest(services), len(services.tables.rows(AuditEntry))
    request = a_request(
        method=use.method, body=body, route=path, headers={**signed_in_as(Role.ADMIN, "ada@example.org"), **headers}
    )
    answer = CHANGING[name].answer(services, request, NOW)
    assert answer.status_code < 400, answer.get_body().decode()
    assert the_rest(services) != before, "the example changes nothing"
    entries = services.tables.rows(AuditEntry)[0 : len(services.tables.rows(AuditEntry)) - entered]
    assert entries, "the act is not in the audit trail"
    assert {one.who for one in entries} == {"an-object-id"}
    assert [one for one in entries if ADDRESS in one.model_dump_json() or "Amara" in one.model_dump_json()] == []
