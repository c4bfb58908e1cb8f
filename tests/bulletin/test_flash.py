"""Flash issues, and issues that are held."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.bulletin.archive import feed, issue_requested
from functions.bulletin.flash import bulletin_flash_drafted
from functions.bulletin.holding import bulletin_hold_ended, bulletin_hold_requested
from local.memory.builders import ADDRESS, NOW, a_delivery, a_request, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, some_settings
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.approving import (
    NothingToSend,
    PastItems,
    SentAlready,
    StillHeld,
    approve_issue,
)
from shared.bulletin.calling_off import call_off_issue
from shared.bulletin.drafting import draft_issue
from shared.bulletin.editing import Edit, ItemKey, edit_issue
from shared.bulletin.flash import NewFlash, draft_flash
from shared.bulletin.holding import HasBegun, hold_issue, let_go_on
from shared.bulletin.issues import find_issue, issue_title, sent_issues
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.sending import send_issue
from shared.bulletin.writing import take_out
from shared.errors import NotUsable
from shared.letters.bulletin import compose
from shared.mail.letter import Missed
from shared.mail.rows import Delivery, MailKind
from shared.messages import BulletinApproved
from shared.privacy.forgetting import forget
from tests.bulletin.bulletins import MONDAY, WEEK, announced, fresh, marked, put, the_only_issue
from tests.letters.letter_reading import lines
from tests.web.test_principal import FACILITATOR

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WEDNESDAY = MONDAY + 2 * DAY
FLASH = "2026-W50-3"
FOR_DOCTORS = an_item(id="1", title="Doctors", audiences=["pgdit"])
FOR_ALL = an_item(id="2", title="All")
READERS = [a_subscription(), a_subscription(audience="educators", email="e@example.org")]


def a_cafe(*items: Item) -> MemoryServices:
    settings = some_settings(signed_in_by_platform=True)
    return some_services(settings=settings, having=[*fresh(*(items or (FOR_DOCTORS, FOR_ALL))), *READERS])


def flash(items: Sequence[Item] = (FOR_DOCTORS, FOR_ALL), audiences: Sequence[str] = ("pgdit",)) -> NewFlash:
    keys = tuple(ItemKey(source=item.source, id=item.id) for item in items)
    return NewFlash(items=keys, audiences=tuple(audiences), introduction="This cannot wait.")


# --- flash issues -------------------------------------------------------------------------------------------


def test_a_flash_issue_goes_to_the_readers_it_is_for_and_monday_does_not_tell_its_items_again() -> None:
    services = a_cafe()
    issue = draft_flash(services, flash(), "me", WEDNESDAY)
    assert (issue.id, issue.state, issue_title(issue.id)) == (
        FLASH,
        IssueState.DRAFT,
        "Flash bulletin of 9 December 2026",
    )
    approve_issue(services, FLASH, "me", WEDNESDAY)
    send_issue(services, FLASH, WEDNESDAY)
    assert len(announced(services, MailKind.BULLETIN)) == 1
    assert marked(services) == []
    assert draft_issue(services, MONDAY + 7 * DAY) is None


def test_a_flash_issue_is_read_in_the_archive_the_feed_and_the_mail_as_any_other() -> None:
    services = a_cafe()
    draft_flash(services, flash(), "me", WEDNESDAY)
    approve_issue(services, FLASH, "me", WEDNESDAY)
    send_issue(services, FLASH, WEDNESDAY)
    shown = issue_requested.answer(services, a_request(route={"issue": FLASH}), WEDNESDAY).get_body().decode()
    assert "Flash bulletin of 9 December 2026" in shown
    assert b"Flash bulletin of 9 December 2026" in feed(services)
    said = lines(compose(services, due(ADDRESS), WEDNESDAY))
    assert [line for line in said if line in ("Doctors", "All", "This cannot wait.")] == [
        "This cannot wait.",
        "All",
        "Doctors",
    ]


def due(email: str) -> Delivery:
    return a_delivery(kind=MailKind.BULLETIN, email=email, about=FLASH, detail="")


def test_a_reader_of_other_audiences_gets_no_flash_issue_even_if_its_items_concern_them() -> None:
    services = a_cafe()
    draft_flash(services, flash(), "me", WEDNESDAY)
    approve_issue(services, FLASH, "me", WEDNESDAY)
    with pytest.raises(Missed, match="nothing in this issue concerns this reader"):
        compose(services, due("e@example.org"), WEDNESDAY)


def test_the_same_flash_issue_twice_is_one_draft_and_another_one_gets_a_letter() -> None:
    services = a_cafe()
    first = draft_flash(services, flash(), "me", WEDNESDAY)
    assert draft_flash(services, flash(), "me", WEDNESDAY + MINUTE).id == first.id
    second = draft_flash(services, flash([FOR_ALL]), "me", WEDNESDAY)
    assert (second.id, issue_title(second.id)) == (f"{FLASH}b", "Flash bulletin 2 of 9 December 2026")
    assert [one.id for one in services.tables.rows(Issue)] == [FLASH, f"{FLASH}b"]


def test_flash_issues_stand_between_the_weeks_issues() -> None:
    ids = ["2026-W50", "2026-W50-3", "2026-W50-3b", "2026-W50-4", "2026-W51"]
    services = some_services(having=[an_issue(id=one, state=IssueState.SENT, approved_at=NOW) for one in ids])
    assert [one.id for one in sent_issues(services)] == ids[::-1]
    assert [find_issue(services, one) is not None for one in ids] == [True] * 5
    assert [find_issue(services, one) for one in ("2026-W50-8", "2026-W50-3a", "2026-W50-", "2026-W50-3bb")] == [
        None
    ] * 4


@pytest.mark.parametrize("later", [3 * DAY, 12 * DAY])
def test_the_items_of_a_flash_issue_that_nobody_approved_wait_for_it_a_week(later: timedelta) -> None:
    services = a_cafe()
    draft_flash(services, flash(), "me", WEDNESDAY)
    drafted = draft_issue(services, WEDNESDAY + later)
    assert (drafted is None) is (later < timedelta(days=7))


def test_of_two_issues_with_the_same_item_one_goes_out() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    draft_flash(services, flash([FOR_ALL]), "me", WEDNESDAY)
    approve_issue(services, FLASH, "me", WEDNESDAY)
    with pytest.raises(SentAlready, match=r"^Another issue tells these items\. .* issue: All\.$"):
        approve_issue(services, WEEK, "me", WEDNESDAY)
    send_issue(services, FLASH, WEDNESDAY)
    with pytest.raises(SentAlready):
        approve_issue(services, WEEK, "me", WEDNESDAY)
    left = Edit(items=(ItemKey(source=FOR_DOCTORS.source, id=FOR_DOCTORS.id),))
    edit_issue(services, WEEK, left, "*", who="me", now=WEDNESDAY)
    assert approve_issue(services, WEEK, "me", WEDNESDAY).state is IssueState.APPROVED


def test_an_item_that_was_taken_out_is_not_approved() -> None:
    services = a_cafe()
    draft_flash(services, flash(), "me", WEDNESDAY)
    take_out(services, FOR_ALL.key, "me", WEDNESDAY)
    with pytest.raises(PastItems, match="All"):
        approve_issue(services, FLASH, "me", WEDNESDAY)
    edit_issue(services, FLASH, Edit(items=()), "*", who="me", now=WEDNESDAY)
    with pytest.raises(NothingToSend):
        approve_issue(services, FLASH, "me", WEDNESDAY)


def test_the_draft_of_a_flash_issue_can_be_called_off_and_its_items_come_back() -> None:
    services = a_cafe()
    draft_flash(services, flash(), "me", WEDNESDAY)
    call_off_issue(services, FLASH, "me", WEDNESDAY)
    drafted = draft_issue(services, MONDAY + 7 * DAY)
    assert drafted is not None
    assert len(drafted.items) == 2


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (flash([]), ["items"]),
        (flash([an_item(id="nowhere")]), ["items"]),
        (flash(audiences=[]), ["audiences"]),
        (flash(audiences=["nobody"]), ["audiences"]),
        (flash([FOR_DOCTORS], ["educators"]), ["audiences", "audiences"]),
        (flash([FOR_DOCTORS], ["pgdit", "educators"]), ["audiences"]),
        (flash().model_copy(update={"introduction": "9" * 2_001}), ["introduction"]),
    ],
)
def test_a_flash_issue_that_cannot_be_made_says_what_is_wrong(new: NewFlash, fields: list[str]) -> None:
    services = a_cafe()
    with pytest.raises(NotUsable) as refused:
        draft_flash(services, new, "me", WEDNESDAY)
    assert [one["field"] for one in refused.value.errors] == fields
    assert services.tables.rows(Issue) == []


def test_what_was_told_or_is_past_is_not_told_in_a_flash_issue() -> None:
    told = FOR_ALL.model_copy(update={"told": FOR_ALL.changes_on})
    past = an_item(id="3", title="Past", changes_on="2026-12-01")
    with pytest.raises(NotUsable) as refused:
        draft_flash(a_cafe(told, past), flash([told, past], ["pgdit"]), "me", WEDNESDAY)
    assert [one["message"] for one in refused.value.errors] == [
        "These items cannot be told any more. Leave them out: All; Past"
    ]


def test_a_flash_issue_is_forgotten_with_its_week() -> None:
    services = a_cafe()
    old = an_issue(id=FLASH, state=IssueState.SENT, approved_at=WEDNESDAY, items=[FOR_ALL.key])
    services.tables.put(old)
    services.tables.put(a_delivery(purpose=f"bulletin-{FLASH}.bulletin"))
    forget(services, WEDNESDAY + 366 * DAY + 7 * DAY)
    assert services.tables.rows(Delivery) == []
    forget(services, WEDNESDAY + 1833 * DAY)
    assert services.tables.rows(Issue) == []


def test_programs_draft_hold_and_let_go_too() -> None:
    services = a_cafe()
    json_headers = {**FACILITATOR, "Content-Type": "application/json"}
    body = flash().model_dump_json().encode()
    made = bulletin_flash_drafted.answer(services, a_request(method="POST", headers=json_headers, body=body), WEDNESDAY)
    shown = json.loads(made.get_body())
    assert (made.status_code, shown["id"], shown["audiences"]) == (201, FLASH, ["pgdit"])
    route = {"issue": FLASH}
    reason = b'{"reason": "The date is not sure."}'
    held = bulletin_hold_requested.answer(
        services, a_request(method="POST", headers=json_headers, body=reason, route=route), WEDNESDAY
    )
    assert (json.loads(held.get_body())["state"], json.loads(held.get_body())["held_because"]) == (
        "held",
        "The date is not sure.",
    )
    for _ in range(2):
        gone = bulletin_hold_ended.answer(
            services, a_request(method="POST", headers=FACILITATOR, route=route), WEDNESDAY
        )
        assert json.loads(gone.get_body())["state"] == "draft"
    assert sorted(row.act for row in services.tables.rows(AuditEntry)) == [
        "draft flash issue",
        "hold issue",
        "let issue go on",
    ]


# --- held issues --------------------------------------------------------------------------------------------


def test_a_held_draft_is_not_approved_until_somebody_lets_it_go_on() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    for _ in range(2):
        hold_issue(services, WEEK, "The date is not sure.", "me", MONDAY)
    with pytest.raises(StillHeld):
        approve_issue(services, WEEK, "me", MONDAY)
    edit_issue(services, WEEK, Edit(items=(ItemKey(source="regulator-news", id="1"),)), "*", who="me", now=MONDAY)
    let_go_on(services, WEEK, "me", MONDAY)
    assert approve_issue(services, WEEK, "me", MONDAY).state is IssueState.APPROVED


def test_an_approved_issue_waits_before_it_goes_and_can_be_held_meanwhile() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    approve_issue(services, WEEK, "me", MONDAY, wait=5 * MINUTE)
    send_issue(services, WEEK, MONDAY + 4 * MINUTE)
    assert (announced(services, MailKind.BULLETIN), services.queues.waiting(BulletinApproved)) == (
        [],
        [BulletinApproved(issue=WEEK)] * 2,
    )
    hold_issue(services, WEEK, "The date is not sure.", "me", MONDAY + 4 * MINUTE)
    send_issue(services, WEEK, MONDAY + 5 * MINUTE)
    assert announced(services, MailKind.BULLETIN) == []
    let_go_on(services, WEEK, "me", MONDAY + DAY)
    approve_issue(services, WEEK, "me", MONDAY + DAY)
    send_issue(services, WEEK, MONDAY + DAY)
    assert len(announced(services, MailKind.BULLETIN)) == 4


def test_an_issue_that_has_begun_to_go_out_is_not_held() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    approve_issue(services, WEEK, "me", MONDAY)
    services.tables.fail("insert_all", ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        send_issue(services, WEEK, MONDAY)
    with pytest.raises(HasBegun, match="You can only call it off"):
        hold_issue(services, WEEK, "Too late.", "me", MONDAY)
    send_issue(services, WEEK, MONDAY)
    assert the_only_issue(services).state is IssueState.SENT
    with pytest.raises(HasBegun):
        hold_issue(services, WEEK, "Too late.", "me", MONDAY)


def test_who_holds_it_while_it_begins_wins_or_is_told_that_it_has_begun() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    approved = approve_issue(services, WEEK, "me", MONDAY)
    held = approved.model_copy(update={"state": IssueState.HELD, "approved_at": None})
    services.tables.meanwhile("replace", lambda: put(services, held))
    send_issue(services, WEEK, MONDAY)
    assert (announced(services, MailKind.BULLETIN), the_only_issue(services).state) == ([], IssueState.HELD)


def test_the_items_of_a_held_issue_are_in_no_later_draft() -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    hold_issue(services, WEEK, "The date is not sure.", "me", MONDAY)
    assert draft_issue(services, MONDAY + 7 * DAY) is None
    let_go_on(services, WEEK, "me", MONDAY + 7 * DAY)
    assert approve_issue(services, WEEK, "me", MONDAY + 7 * DAY).state is IssueState.APPROVED


@pytest.mark.parametrize("reason", ["", " \n", "9" * 501])
def test_holding_needs_a_reason(reason: str) -> None:
    services = a_cafe()
    draft_issue(services, MONDAY)
    with pytest.raises(NotUsable):
        hold_issue(services, WEEK, reason, "me", MONDAY)
