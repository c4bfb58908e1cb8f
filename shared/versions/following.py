"""What follows a new version: sessions of its rules are planned, seats are as many as it says, hosts are invited.

The nightly planning does the same. Everything here is safe to repeat.
"""

from datetime import datetime

from shared.meetings.hosting import invite_hosts
from shared.registrations.seats import set_capacities
from shared.services import Services
from shared.sessions.planning import plan_sessions


def follow_version(services: Services, now: datetime) -> None:
    """Bring sessions, seats and hosts in step with the programme that is in force at this moment."""
    services.in_force.look_again()
    in_step = services.up_to_date()
    plan_sessions(in_step, now)
    set_capacities(in_step, now)
    invite_hosts(in_step, now)
