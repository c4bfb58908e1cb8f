"""The bulletin: items are found, drafted, approved, sent; people subscribe and unsubscribe."""

from collections.abc import Callable, Sequence

from local.memory.builders import ADDRESS, NOW, a_subscription, an_issue, an_item
from local.memory.services import KEYS
from local.month.play import FACILITATOR
from shared.bulletin.rows import FreshItem
from shared.keys import Link
from tests.faults.harness import Scenario
from tests.faults.scenarios.given import MOMENT, at, until
from tests.faults.world import World

WEEK = "2026-W50"
ITEMS = [an_item(id=f"item-{number}", title=f"News {number}", published_at=NOW) for number in (1, 2)]


def _fresh(world: World) -> None:
    world.keep(*ITEMS, *(FreshItem(source=item.source, id=item.id) for item in ITEMS))


def _drafted(world: World) -> None:
    world.keep(*ITEMS, an_issue(id=WEEK, items=[item.key for item in ITEMS]), a_subscription())


def _add_item(world: World) -> None:
    item = {
        "title": "Induction for international graduates",
        "summary": "From 1 February 2027 every trust offers two weeks of shadowing.",
        "audiences": ["pgdit"],
    }
    world.ask("POST", "/api/horizon/items", json=item, headers=FACILITATOR)


def _approve(world: World) -> None:
    world.ask("POST", f"/api/bulletin/{WEEK}/approve", headers=FACILITATOR)


def _wish(world: World) -> None:
    world.ask("POST", "/bulletin/subscribe", data={"name": "Amara", "email": ADDRESS, "audience": "pgdit"})


def _subscribed(world: World) -> None:
    world.keep(a_subscription())


def _follow(link: Link, path: str) -> Callable[[World], object]:
    token = KEYS.sign(link, "pgdit", KEYS.person(ADDRESS))
    return lambda world: world.ask("POST", f"/bulletin/{path}/{token}")


SCENARIOS: Sequence[Scenario] = (
    Scenario(
        name="feeds are read, one of them broken",
        step="horizon",
        functions=("on_horizon_scan_due",),
        at=at(1, 6) - MOMENT,
        act=until(at(1, 6)),
        timers=frozenset({"on_horizon_scan_due"}),
        rows={"items": 4, "freshitems": 4},
    ),
    Scenario(
        name="a facilitator adds an item",
        step="horizon",
        functions=("horizon_item_added",),
        at=NOW,
        act=_add_item,
        rows={"items": 1, "freshitems": 1},
    ),
    Scenario(
        name="an issue is drafted",
        step="bulletin",
        functions=("on_bulletin_draft_due",),
        at=at(7, 6) - MOMENT,
        arrange=_fresh,
        act=until(at(7, 6)),
        timers=frozenset({"on_bulletin_draft_due"}),
        mails=3,
        rows={"issues": 1, "freshitems": 2},
    ),
    Scenario(
        name="an issue is approved and goes out",
        step="bulletin",
        functions=("bulletin_approval_given", "on_bulletin_approved"),
        at=at(7, 10),
        arrange=_drafted,
        act=_approve,
        mails=3,
    ),
    Scenario(
        name="somebody wishes to subscribe",
        step="bulletin",
        functions=("bulletin_subscription_requested",),
        at=NOW,
        act=_wish,
        mails=1,
        rows={"subscriptions": 1},
    ),
    Scenario(
        name="somebody unsubscribes",
        step="bulletin",
        functions=("bulletin_subscription_ended",),
        at=NOW,
        arrange=_subscribed,
        act=_follow(Link.UNSUBSCRIBE, "unsubscribe"),
        rows={"subscriptions": 1},
    ),
)
