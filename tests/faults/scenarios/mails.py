"""Mails: reminders set off by the timer, and the sending itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from local.memory.builders import (
    ADDRESS,
    NOW,
    SESSION,
    START,
    a_delivery,
    a_mail,
    a_registration,
    a_session,
    a_subscription,
    an_issue,
    an_item,
)
from local.memory.services import KEYS
from shared.bulletin.rows import IssueState
from shared.mail.deliveries import announce
from shared.mail.rows import DeliveryState, Lane, MailKind
from shared.messages import ReminderDue
from shared.sessions.rows import OpenSession
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import BEN, MOMENT, at, bens_place, told, until
from tests.faults.world import World

WEEK = "2026-W49"


def _two_registered(world: World) -> None:
    world.keep(a_session(), OpenSession(id=SESSION), a_registration(), bens_place())


def _announce(world: World) -> None:
    people = [KEYS.person(ADDRESS), KEYS.person(BEN)]
    announce(world.services, MailKind.CONFIRMATION, SESSION, people, NOW, occasion=a_session().occasion, detail="0")


def _announce_to_nobody(world: World) -> None:
    """Nobody has this key: when the mail is composed there is nothing to say any more."""
    announce(world.services, MailKind.CONFIRMATION, SESSION, ["gone"], NOW, occasion=a_session().occasion, detail="0")


def _announce_far_ahead(world: World) -> None:
    """One mail in thirty hours: the second has its slot beyond what is put on the queue."""
    slowly = world.services.settings.model_copy(update={"mails_per_minute": 1 / 1800})
    services = replace(world.services, settings=slowly)
    people = [KEYS.person(ADDRESS), KEYS.person(BEN)]
    announce(services, MailKind.BULLETIN, WEEK, people, NOW, occasion=f"bulletin-{WEEK}", lane=Lane.BULK)


def _two_readers(world: World) -> None:
    world.keep(
        an_item(),
        an_issue(id=WEEK, state=IssueState.SENT, approved_at=NOW),
        a_subscription(),
        a_subscription(email=BEN),
    )


def _came_back(world: World) -> None:
    """Ben's confirmation went to an address that nobody has, and the report of it is in the mailbox."""
    _two_registered(world)
    gone = a_delivery(person=KEYS.person(BEN), state=DeliveryState.SENT)
    world.keep(gone)
    world.return_mail_to(BEN)
    world.services.graph.send_mail(a_mail(delivery_id=gone.id, to=BEN))


def _a_new_date(world: World) -> None:
    """Amara comes to every session, and nobody has told her of January yet."""
    january = a_session(start=START.replace(year=2027, month=1, day=13))
    world.keep(a_session(), OpenSession(id=SESSION), january, OpenSession(id=january.id))
    world.keep(a_registration(standing=True), a_registration(session=january.id, standing=True, told_in=""))


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="a reminder tells of a date that came by itself",
        step="reminders",
        functions=("on_reminder_due", "on_delivery_due"),
        at=at(8, 17),
        arrange=_a_new_date,
        act=told(ReminderDue(session=SESSION, before="P1D")),
        mails=1,
        rows={"deliveries": 1},
    ),
    Scenario(
        name="the evening before: reminders, and the facilitators' briefing",
        step="reminders",
        functions=("on_reminders_due", "on_reminder_due"),
        at=at(8, 17) - MOMENT,
        arrange=_two_registered,
        act=until(at(8, 17)),
        timers=frozenset({"on_reminders_due"}),
        mails=4,
    ),
    Scenario(
        name="a mail comes back",
        step="delivery",
        functions=("on_bounces_due",),
        at=at(8, 9, 7) - MOMENT,
        arrange=_came_back,
        act=until(at(8, 9, 7)),
        timers=frozenset({"on_bounces_due"}),
        until=timedelta(minutes=65),
        mails=1,
        rows={"deliveries": 1, "matters": 1, "bouncesread": 1},
    ),
    Scenario(
        name="two mails are sent",
        step="delivery",
        functions=("on_delivery_due",),
        at=NOW,
        arrange=_two_registered,
        act=_announce,
        mails=2,
        rows={"deliveries": 2},
    ),
    Scenario(
        name="a mail is not wanted any more",
        step="delivery",
        functions=("on_delivery_due",),
        at=NOW,
        arrange=_two_registered,
        act=_announce_to_nobody,
        rows={"deliveries": 1},
    ),
    Scenario(
        name="a slot far ahead comes near",
        step="slots",
        functions=("on_slots_due",),
        at=NOW,
        arrange=_two_readers,
        act=_announce_far_ahead,
        timers=frozenset({"on_slots_due"}),
        until=timedelta(hours=32),
        mails=2,
        rows={"deliveries": 2, "laterslots": 0},
    ),
)
