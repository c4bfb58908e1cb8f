"""The café's work in pieces, each small enough to be killed at every call."""

from collections.abc import Sequence

from tests.faults.harness import Scenario
from tests.faults.scenarios import afterwards, bulletin, mails, operations, people, programme, register, sessions

SCENARIOS: Sequence[Scenario] = (
    *sessions.SCENARIOS,
    *people.SCENARIOS,
    *register.SCENARIOS,
    *mails.SCENARIOS,
    *afterwards.SCENARIOS,
    *bulletin.SCENARIOS,
    *operations.SCENARIOS,
    *programme.SCENARIOS,
)
