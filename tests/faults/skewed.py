"""Two instances work on the same queues, and the clock of one is far off. The mail goes on time all the same."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from local.memory.builders import NOW, SESSION, a_registration, a_session, a_sign_up
from local.memory.services import KEYS
from shared.mail.deliveries import announce
from shared.mail.rows import DeliveryState, MailKind
from tests.faults.calls import Plan
from tests.faults.world import World

SKEWS: Mapping[str, timedelta] = {
    "a clock an hour ahead": timedelta(hours=1),
    "a clock an hour behind": timedelta(hours=-1),
}
ON_TIME = timedelta(minutes=30)
"""In this time all mails have to be sent: far less than the hour by which the clock is off."""

PEOPLE = 12


def play_skewed(world: World, by: timedelta) -> list[str]:
    """What is amiss after two instances have sent some mail, one of them with its clock off `by` this much."""
    world.reset(NOW)
    session, details = a_session(), [a_sign_up(email=f"registrant.{number}@example.org") for number in range(PEOPLE)]
    world.keep(session, *(a_registration(details=one) for one in details))
    world.plan = Plan(world.plan.notes)
    world.start_host()
    with world.another_host(by):
        for one in details:
            keys = [KEYS.person(one.email)]
            announce(
                world.services, MailKind.CONFIRMATION, SESSION, keys, world.now(), occasion=session.occasion, detail="0"
            )
        world.settle(ON_TIME)
    return list(_amiss(world))


def _amiss(world: World) -> Iterator[str]:
    found = world.snapshot()
    if set(found.mails.values()) != {1} or found.mails.total() != PEOPLE:
        yield f"{found.mails.total()} mails instead of {PEOPLE} within {ON_TIME}"
    sent = [row for row in found.rows if row.startswith("deliveries") and f'"{DeliveryState.SENT}"' in row]
    if len(sent) != PEOPLE:
        yield f"{len(sent)} mails are known to be sent"
    yield from (f"{count} messages are left in {name}" for name, count in found.left.items())
