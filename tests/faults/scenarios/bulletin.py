"""The bulletin: items are found, drafted, approved, sent; people subscribe and unsubscribe."""

from collections.abc import Callable, Sequence

from local.memory.builders import ADDRESS, NOW, a_subscription, an_issue, an_item
from local.memory.services import KEYS
from local.month.play import FACILITATOR
from shared.bulletin.rows import FreshItem, IssueState
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


def _hold(world: World) -> None:
    world.ask("POST", f"/api/bulletin/{WEEK}/hold", json={"reason": "The date is not sure."}, headers=FACILITATOR)


def _held(world: World) -> None:
    held = {"state": IssueState.HELD, "held_by": "2", "held_because": "The date is not sure.", "held_at": NOW}
    world.keep(*ITEMS, an_issue(id=WEEK, items=[item.key for item in ITEMS]).model_copy(update=held))


def _let_go(world: World) -> None:
    world.ask("POST", f"/api/bulletin/{WEEK}/let-go", headers=FACILITATOR)


def _draft_flash(world: World) -> None:
    keys = [{"source": item.source, "id": item.id} for item in ITEMS]
    flash = {"items": keys, "audiences": ["pgdit"], "introduction": "This cannot wait."}
    world.ask("POST", "/api/bulletin", json=flash, headers=FACILITATOR)


def _on_page(path: str, **fields: str) -> Callable[[World], object]:
    return lambda world: world.ask("POST", f"/console/bulletin/{path}", data=fields, headers=FACILITATOR)


ITS_PAGE = f"items/{ITEMS[0].source}/{ITEMS[0].id}"


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
        name="an issue is held",
        step="bulletin",
        functions=("bulletin_hold_requested",),
        at=at(7, 10),
        arrange=_drafted,
        act=_hold,
        rows={"issues": 1},
    ),
    Scenario(
        name="a held issue goes on",
        step="bulletin",
        functions=("bulletin_hold_ended",),
        at=at(7, 10),
        arrange=_held,
        act=_let_go,
        rows={"issues": 1},
    ),
    Scenario(
        name="a flash issue is drafted",
        step="bulletin",
        functions=("bulletin_flash_drafted",),
        at=at(9, 10),
        arrange=_fresh,
        act=_draft_flash,
        rows={"issues": 1, "freshitems": 2},
    ),
    Scenario(
        name="an item is added on its page",
        step="console",
        functions=("bulletin_new_item_requested",),
        at=NOW,
        act=_on_page("items/new", title="Induction", summary="Two weeks of shadowing.", audiences="pgdit"),
        rows={"items": 1, "freshitems": 1},
    ),
    Scenario(
        name="an item is taken out on its page",
        step="console",
        functions=("bulletin_item_requested",),
        at=NOW,
        arrange=_fresh,
        act=_on_page(ITS_PAGE, action="take-out", sure="yes"),
        rows={"items": 2, "freshitems": 1},
    ),
    Scenario(
        name="readers are counted",
        step="bulletin",
        functions=("on_readers_due",),
        at=at(7, 3, 50) - MOMENT,
        arrange=_subscribed,
        act=until(at(7, 3, 50)),
        timers=frozenset({"on_readers_due"}),
        rows={"readership": 1, "subscriptions": 1},
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
