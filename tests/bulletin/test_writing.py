"""The team's own items, and its words for items out of feeds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_delivery, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, the_programme
from shared.audit_trail.rows import AuditEntry
from shared.bulletin.corrections import correct
from shared.bulletin.drafting import draft_issue
from shared.bulletin.item_form import Rewrite, TypedItem, as_typed_item, checked
from shared.bulletin.items import NewItem, add_item, scan_horizon
from shared.bulletin.rows import FreshItem, IssueState, Item
from shared.bulletin.sending import send_issue
from shared.bulletin.writing import (
    ItemChanged,
    NoSuchItem,
    ToldAlready,
    edit_item,
    item_version,
    put_back,
    take_out,
    the_item,
    use_source,
)
from shared.errors import NotUsable
from shared.letters.bulletin import compose
from shared.mail.rows import MailKind
from tests.bulletin.bulletins import MONDAY, WEEK, fresh, marked
from tests.letters.letter_reading import lines

ITEM = an_item(source=the_programme().feeds[0].id, id="1")
TODAY = NOW.date()


def rewritten(services: MemoryServices, item: Item = ITEM, correction: str = "", **changed: object) -> Item:
    """The item after somebody opened its form, changed this and saved it."""
    there = the_item(services, item.key)
    words = checked(the_programme(), as_typed_item(there), TODAY, there).words.model_copy(update=changed)
    rewrite = Rewrite(words, correction)
    return edit_item(services, item.key, rewrite, version=item_version(there), who="me", now=NOW)


def told(*items: Item, **more: object) -> MemoryServices:
    """Items that an issue has told, as they are now."""
    rows = [item.model_copy(update={"told": item.changes_on, **more}) for item in items]
    return some_services(having=rows)


def the_copies(services: MemoryServices) -> list[str]:
    return [mark.item.title if mark.item else "" for mark in services.tables.rows(FreshItem)]


def acts(services: MemoryServices) -> list[tuple[str, str]]:
    return sorted({(row.act, row.about) for row in services.tables.rows(AuditEntry)})


def test_an_item_has_what_to_do_and_a_day_by_which_somebody_checks_it() -> None:
    services = some_services(having=[a_subscription()])
    new = NewItem(title="A", summary="B", audiences=("pgdit",), what_to_do="Apply.", review_by=date(2026, 12, 20))
    item, _ = add_item(services, new, "me", NOW)
    issue = an_issue(id=WEEK, state=IssueState.SENT, approved_at=MONDAY, items=[item.key])
    services.tables.put(issue)
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=WEEK, detail="")
    assert "What to do: Apply." in lines(compose(services, due, MONDAY))
    assert draft_issue(services, NOW + timedelta(days=20)) is None
    assert acts(services) == [("add item", f"item.facilitators.{item.id}")]


def test_the_teams_words_stay_when_the_feed_changes_its_own() -> None:
    services = some_services(having=fresh(ITEM))
    rewritten(services, title="In our own words")
    later = ITEM.model_copy(update={"title": "Later words", "written_at": NOW + timedelta(days=1)})
    from_feed = the_item(services, ITEM.key)
    assert (from_feed.title, from_feed.source_is_newer) == ("In our own words", False)
    correct(services, later)
    item = the_item(services, ITEM.key)
    assert (item.title, item.source_is_newer) == ("In our own words", True)
    assert item.source_says is not None
    assert item.source_says.title == "Later words"
    assert the_copies(services) == ["In our own words"]
    correct(services, later)
    assert the_item(services, ITEM.key).etag == item.etag
    back = use_source(services, ITEM.key, version=item_version(item), who="me", now=NOW)
    assert (back.title, back.source_says, back.source_is_newer) == ("Later words", None, False)
    assert the_copies(services) == ["Later words"]


def test_saving_what_is_there_already_changes_nothing_and_marks_no_feed_words_as_ours() -> None:
    services = some_services(having=fresh(ITEM))
    before = the_item(services, ITEM.key)
    assert rewritten(services) == before
    assert services.tables.rows(AuditEntry) == []


def test_an_old_form_is_refused_and_changes_nothing_but_the_same_words_twice_are_no_conflict() -> None:
    services = some_services(having=fresh(ITEM))
    old = item_version(the_item(services, ITEM.key))
    words = checked(the_programme(), replace(as_typed_item(ITEM), title="Mine"), TODAY, ITEM)
    for _ in range(2):
        edit_item(services, ITEM.key, words, version=old, who="me", now=NOW)
    other = checked(the_programme(), replace(as_typed_item(ITEM), title="Theirs"), TODAY, ITEM)
    with pytest.raises(ItemChanged):
        edit_item(services, ITEM.key, other, version=old, who="them", now=NOW)
    assert the_item(services, ITEM.key).title == "Mine"


def test_a_told_item_with_another_day_is_told_again_and_says_what_an_earlier_issue_said() -> None:
    services = told(ITEM)
    item = rewritten(services, changes_on=date(2027, 9, 1))
    assert (item.corrects, marked(services)) == ("2027-08-05", ["1"])
    issue = draft_issue(services, MONDAY)
    assert issue is not None
    assert issue.items == (ITEM.key,)


def test_a_correction_in_words_is_told_once_although_the_day_is_the_same() -> None:
    services = told(ITEM)
    services.tables.put(a_subscription())
    rewritten(services, correction="The hour is with any supervisor.")
    issue = draft_issue(services, MONDAY)
    assert issue is not None
    services.tables.put(issue.model_copy(update={"state": IssueState.APPROVED, "approved_at": MONDAY}))
    send_issue(services, WEEK, MONDAY)
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=WEEK, detail="")
    assert "Correction: The hour is with any supervisor." in lines(compose(services, due, MONDAY))
    assert (the_item(services, ITEM.key).again, marked(services)) == (False, [])
    assert draft_issue(services, MONDAY + timedelta(weeks=1)) is None


def test_a_told_item_that_is_only_mended_is_not_told_again() -> None:
    services = told(ITEM)
    rewritten(services, title="New guidance on supervision, mended")
    assert marked(services) == []


def test_an_item_that_is_taken_out_is_in_no_draft_and_in_no_mail_until_it_is_put_back() -> None:
    issue = an_issue(id=WEEK, state=IssueState.SENT, approved_at=MONDAY, items=[ITEM.key, ("regulator-news", "2")])
    services = some_services(having=[*fresh(ITEM), an_item(id="2", title="Other"), issue, a_subscription()])
    for _ in range(2):
        take_out(services, ITEM.key, "me", NOW)
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=WEEK, detail="")
    assert ITEM.title not in lines(compose(services, due, MONDAY))
    assert marked(services) == []
    for _ in range(2):
        put_back(services, ITEM.key, "me", NOW)
    assert ITEM.title in lines(compose(services, due, MONDAY))
    assert (marked(services), the_copies(services)) == (["1"], [ITEM.title])
    assert [act for act, _ in acts(services)] == ["put back item", "take out item"]


def test_a_scan_brings_back_nothing_that_was_taken_out() -> None:
    services = some_services(having=fresh(ITEM))
    take_out(services, ITEM.key, "me", NOW)
    feed = the_programme().feeds[0]
    services.feeds.contents[feed.url] = (
        b"<rss version='2.0'><channel><item><guid>1</guid><title>New guidance on supervision</title>"
        b"</item></channel></rss>"
    )
    scan_horizon(services, NOW)
    assert the_item(services, ITEM.key).taken_out


def test_what_an_issue_has_told_is_corrected_and_not_taken_out() -> None:
    with pytest.raises(ToldAlready):
        take_out(told(ITEM), ITEM.key, "me", NOW)
    with pytest.raises(NoSuchItem):
        take_out(some_services(), ITEM.key, "me", NOW)


@pytest.mark.parametrize("call", ["insert", "replace"])
@pytest.mark.parametrize("after", [True, False])
def test_an_edit_that_broke_off_is_whole_when_it_is_saved_again(call: str, after: bool) -> None:
    services = told(ITEM)
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        rewritten(services, changes_on=date(2027, 9, 1))
    item = rewritten(services, changes_on=date(2027, 9, 1))
    assert (item.changes_on, item.corrects) == ("2027-09-01", "2027-08-05")
    assert (marked(services), the_copies(services)) == (["1"], [ITEM.title])


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            TypedItem(),
            {
                "title": "Enter what changes, in a few words",
                "summary": "Enter what readers need to know",
                "audiences": "Select who it is for",
            },
        ),
        (
            TypedItem("9" * 201, "9" * 601, "9" * 601, "javascript:alert(1)", ("pgdit", "nobody")),
            {
                "title": "Use 200 characters or fewer",
                "summary": "Use 600 characters or fewer",
                "what_to_do": "Use 600 characters or fewer",
                "audiences": "Select who it is for",
                "link": "Enter a web address that begins with https://, or leave it empty",
            },
        ),
        (
            TypedItem("A", "B", link="www.example.org", audiences=("pgdit",), changes_on=("30", "11", "2026")),
            {
                "changes_on": "Enter a day to come. This one is past",
                "link": "Enter a web address that begins with https://, or leave it empty",
            },
        ),
        (
            TypedItem("A", "B", audiences=("pgdit",), changes_on=("31", "2", "27"), review_by=("1", "", "")),
            {
                "changes_on": "Enter a real date, such as 3 12 2026",
                "review_by": "Enter the day, the month and the year, or leave all three empty",
            },
        ),
        (
            TypedItem("A", "B", audiences=("pgdit",), correction="9" * 301),
            {"correction": "Use 300 characters or fewer"},
        ),
    ],
)
def test_each_mistake_is_said_at_its_field(typed: TypedItem, errors: dict[str, str]) -> None:
    with pytest.raises(NotUsable) as refused:
        checked(the_programme(), typed, TODAY)
    assert {one["field"]: one["message"] for one in refused.value.errors} == errors


def test_an_item_keeps_a_day_that_is_past_but_gets_no_new_one() -> None:
    past = an_item(changes_on="2026-11-20")
    assert checked(the_programme(), as_typed_item(past), TODAY, past).words.changes_on == date(2026, 11, 20)
    with pytest.raises(NotUsable):
        checked(the_programme(), replace(as_typed_item(past), changes_on=("19", "11", "2026")), TODAY, past)
