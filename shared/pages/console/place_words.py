"""Words for a person's place, as the team reads them in the console."""

from collections.abc import Mapping

from shared.gate.judging import Outcome, judge
from shared.language.catalogue import Marked, say
from shared.programme.model import Programme
from shared.registrations.rows import RegistrationState

STATES: Mapping[RegistrationState, Marked] = {
    RegistrationState.REGISTERED: Marked("Has a seat"),
    RegistrationState.WAITING: Marked("On the waiting list"),
    RegistrationState.PROVISIONAL: Marked("Has not confirmed the address"),
    RegistrationState.CANCELLED: Marked("Cancelled"),
}

READABLE = frozenset({Outcome.PASS, Outcome.SIGNPOST})
"""What the gate lets people read. All else it keeps from them: it may name somebody, or sound like a crisis."""


def hub_words(programme: Programme, hub_id: str) -> str:
    """The name of the hub, or that they join on their own device."""
    hub = programme.hub(hub_id)
    return hub.name if hub else say("Own device")


def needs_words(programme: Programme, needs: str) -> str:
    """What somebody needs to take part, as far as the gate lets it pass. Empty if they need nothing."""
    if not needs:
        return ""
    if judge(needs, programme).outcome in READABLE:
        return needs
    return say("They ask for help, in words that the gate held back. Ask them.")
