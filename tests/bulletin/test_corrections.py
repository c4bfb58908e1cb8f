"""News that its source corrects, and items that are past or were never told."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from functions.console.bulletin_issue import bulletin_draft_page_requested
from local.memory.builders import ADDRESS, NOW, a_delivery, a_request, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, some_settings, the_programme
from shared.bulletin.approving import Overtaken, PastItems, approve_issue
from shared.bulletin.drafting import draft_issue
from shared.bulletin.issues import item_words
from shared.bulletin.items import NewItem, add_item, scan_horizon
from shared.bulletin.rows import Issue, IssueState, Item
from shared.bulletin.sending import send_issue
from shared.errors import NotUsable
from shared.letters.bulletin import compose
from shared.mail.letter import Missed
from shared.mail.rows import Delivery, MailKind
from tests.bulletin.bulletins import MONDAY, WEEK, announced, fresh, marked, the_only_issue
from tests.letters.letter_reading import lines
from tests.web.test_principal import FACILITATOR

SAMPLES = Path(os.environ.get("CAFE_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "field"
REGULATOR = the_programme().feeds[0].url
WEEKLY = timedelta(weeks=1)
BEFORE = "<guid>1</guid><title>New rules from 1 April 2027</title><pubDate>20 Nov 2026</pubDate>"
AFTER = "<guid>1</guid><title>Postponed: rules from 4 August 2027</title><pubDate>30 Nov 2026</pubDate>"


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel>{''.join(f'<item>{one}</item>' for one in items)}</channel></rss>".encode()


def scanned(services: MemoryServices, *contents: bytes, now: datetime = NOW) -> list[Item]:
    for content in contents:
        services.feeds.contents[REGULATOR] = content
        scan_horizon(services, now)
    return services.tables.rows(Item)


def sent(services: MemoryServices, now: datetime = MONDAY) -> Issue:
    issue = draft_issue(services, now)
    assert issue is not None
    approve_issue(services, issue.id, "somebody", now)
    send_issue(services, issue.id, now)
    return issue


@pytest.mark.parametrize(
    ("names", "day"),
    [
        (("feed-corrected-1.atom", "feed-corrected-2.atom"), "2027-08-04"),
        (("feed-stamped-ids-1.atom", "feed-stamped-ids-2.atom"), "2027-08-04"),
        (("feed-corrected-2.atom", "feed-corrected-1.atom"), "2027-08-04"),
    ],
)
def test_of_the_samples_one_item_is_kept_with_the_later_words(names: Iterable[str], day: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("no samples here: set CAFE_SAMPLES to their folder")
    (item,) = scanned(some_services(), *((SAMPLES / name).read_bytes() for name in names))
    assert item.changes_on == day


def test_news_that_is_corrected_before_any_issue_is_told_once_with_the_later_words() -> None:
    services = some_services(having=[a_subscription()])
    (item,) = scanned(services, rss(BEFORE), rss(AFTER))
    assert (item.title, item.changes_on, item.corrects) == ("Postponed: rules from 4 August 2027", "2027-08-04", None)
    assert len(sent(services).items) == 1
    assert draft_issue(services, MONDAY + WEEKLY) is None


def test_a_day_that_an_issue_told_wrongly_is_told_as_a_correction_in_the_next_one() -> None:
    services = some_services(having=[a_subscription()])
    scanned(services, rss(BEFORE))
    sent(services)
    (item,) = scanned(services, rss(AFTER), rss(AFTER), now=MONDAY)
    assert marked(services) == [item.id]
    issue = sent(services, MONDAY + WEEKLY)
    assert issue.items == (item.key,)
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=issue.id, detail="")
    said = lines(compose(services, due, MONDAY + WEEKLY))
    assert "Correction: an earlier bulletin said Thursday 1 April 2027." in said
    assert scanned(services, rss(AFTER), now=MONDAY + WEEKLY)[0].corrects == "2027-04-01"
    assert marked(services) == []
    assert draft_issue(services, MONDAY + 2 * WEEKLY) is None


def test_a_day_that_is_corrected_and_corrected_back_is_not_told_again() -> None:
    services = some_services(having=[a_subscription()])
    scanned(services, rss(BEFORE))
    sent(services)
    back = BEFORE.replace("20 Nov", "1 Dec").replace("New rules", "New rules after all")
    (item,) = scanned(services, rss(AFTER), rss(back), now=MONDAY)
    assert (item.changes_on, item.corrects) == ("2027-04-01", None)
    assert draft_issue(services, MONDAY + WEEKLY) is None


def test_other_words_about_the_same_day_are_kept_and_not_told_again() -> None:
    services = some_services(having=[a_subscription()])
    scanned(services, rss(BEFORE))
    sent(services)
    (item,) = scanned(services, rss(BEFORE.replace("New rules", "New rota rules")), now=MONDAY)
    assert (item.title, marked(services)) == ("New rota rules from 1 April 2027", [])


def test_a_day_that_is_taken_back_is_corrected_too() -> None:
    services = some_services(having=[a_subscription()])
    scanned(services, rss(BEFORE))
    sent(services)
    (item,) = scanned(
        services, rss("<guid>1</guid><title>Rules withdrawn</title><pubDate>1 Dec 2026</pubDate>"), now=MONDAY
    )
    (words,) = item_words(the_programme(), [item])
    assert (words.when, words.correction) == ("", "Correction: an earlier bulletin said Thursday 1 April 2027.")
    assert draft_issue(services, MONDAY + WEEKLY) is not None


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("call", ["insert", "replace"])
def test_a_crash_at_any_point_loses_no_correction(call: str, after: bool) -> None:
    services = some_services(having=[a_subscription()])
    scanned(services, rss(BEFORE))
    sent(services)
    services.tables.fail(call, ConnectionError("gone"), after=after)
    with pytest.raises(ConnectionError):
        scanned(services, rss(AFTER), now=MONDAY)
    (item,) = scanned(services, rss(AFTER), now=MONDAY)
    assert (item.changes_on, item.corrects, marked(services)) == ("2027-08-04", "2027-04-01", [item.id])


def test_three_items_with_one_guid_are_kept_once_each_however_the_feed_lists_them() -> None:
    items = [f"<guid>0</guid><title>News {n}</title><link>https://e.example.org/{n}</link>" for n in (1, 2, 3)]
    services = some_services()
    kept = scanned(services, rss(items[0]), rss(*items), rss(*items[1:]), rss(items[2]))
    assert sorted(item.title for item in kept) == ["News 1", "News 2", "News 3"]


def test_a_page_that_moves_to_https_is_not_told_twice() -> None:
    item = "<guid>{0}</guid><title>Fees</title><link>{0}</link>"
    spellings = ("http://e.example.org/a", "https://e.example.org/a", "https://e.example.org/a/?utm_source=rss#top")
    assert len(scanned(some_services(), *(rss(item.format(address)) for address in spellings))) == 1


# --- drafts that nobody approved ------------------------------------------------------------------------------


def test_the_items_of_a_draft_that_nobody_approved_come_back() -> None:
    services = some_services(having=fresh(an_item(id="1"), an_item(id="2")))
    first, second = draft_issue(services, MONDAY), draft_issue(services, MONDAY + WEEKLY)
    assert first is not None
    assert second is not None
    assert first.items == second.items
    with pytest.raises(Overtaken, match=r"Approve that one: 2026-W51\."):
        approve_issue(services, first.id, "somebody", MONDAY + WEEKLY)


def test_what_went_out_and_what_a_facilitator_took_out_of_it_do_not_come_back() -> None:
    one, other = an_item(id="1"), an_item(id="2")
    issue = an_issue(id=WEEK, items=[one.key], left_out=[other.key])
    services = some_services(having=[*fresh(one, other), issue, a_subscription()])
    sent(services)
    assert marked(services) == []
    assert draft_issue(services, MONDAY + WEEKLY) is None


# --- days that are past ---------------------------------------------------------------------------------------

PAST = an_item(id="past", title="Old rules", changes_on="2026-12-08")


def test_an_issue_with_a_past_day_cannot_be_approved_and_its_item_is_named() -> None:
    services = some_services(having=[PAST, an_issue(id=WEEK, items=[PAST.key])])
    words = r"^The day of these items is past\. Take them out, then approve the issue: Old rules\.$"
    with pytest.raises(PastItems, match=words):
        approve_issue(services, WEEK, "somebody", MONDAY + timedelta(days=2))
    assert the_only_issue(services).state is IssueState.DRAFT
    assert approve_issue(services, WEEK, "somebody", MONDAY + timedelta(days=1)).state is IssueState.APPROVED


def test_an_item_with_a_past_day_is_not_drafted() -> None:
    services = some_services(having=fresh(PAST, an_item(id="1")))
    issue = draft_issue(services, MONDAY + timedelta(days=2))
    assert issue is not None
    assert issue.items == (("regulator-news", "1"),)


def test_an_issue_of_which_everything_is_past_is_not_sent_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    issue = an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=MONDAY, items=[PAST.key])
    services = some_services(having=[PAST, issue, a_subscription()])
    send_issue(services, WEEK, MONDAY + timedelta(days=60))
    assert the_only_issue(services).state is IssueState.TOO_LATE
    assert services.tables.rows(Delivery) == []
    assert [record.msg for record in caplog.records] == ["an issue came too late to be sent: everything in it is past"]


@pytest.mark.parametrize(("days", "titles"), [(1, ["Old rules", "News"]), (2, ["News"])])
def test_a_mail_that_goes_late_leaves_out_what_is_past(days: int, titles: list[str]) -> None:
    news = an_item(id="1", title="News")
    issue = an_issue(id=WEEK, state=IssueState.SENT, approved_at=MONDAY, items=[PAST.key, news.key])
    services = some_services(having=[PAST, news, issue, a_subscription()])
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=WEEK, detail="")
    said = lines(compose(services, due, MONDAY + timedelta(days=days)))
    assert [line for line in said if line in ("Old rules", "News")] == titles


def test_a_mail_whose_items_are_all_past_is_missed() -> None:
    issue = an_issue(id=WEEK, state=IssueState.SENT, approved_at=MONDAY, items=[PAST.key])
    services = some_services(having=[PAST, issue, a_subscription()])
    due = a_delivery(kind=MailKind.BULLETIN, email=ADDRESS, about=WEEK, detail="")
    with pytest.raises(Missed, match=r"^everything in this issue for this reader is past$"):
        compose(services, due, MONDAY + timedelta(days=2))


def test_readers_of_past_items_alone_are_not_announced() -> None:
    news = an_item(id="1", audiences=["educators"])
    past = an_item(id="past", changes_on="2026-12-08", audiences=["pgdit"])
    issue = an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=MONDAY, items=[past.key, news.key])
    people = [a_subscription(), a_subscription(audience="educators", email="e@example.org")]
    services = some_services(having=[past, news, issue, *people])
    send_issue(services, WEEK, MONDAY + timedelta(days=2))
    assert len(announced(services, MailKind.BULLETIN)) == 1


@pytest.mark.parametrize(("days", "is_said"), [(1, False), (2, True)])
def test_the_draft_page_says_which_items_are_past(days: int, is_said: bool) -> None:
    settings = some_settings(signed_in_by_platform=True)
    services = some_services(settings=settings, having=[PAST, an_issue(id=WEEK, items=[PAST.key])])
    request = a_request(headers=FACILITATOR, route={"issue": WEEK})
    shown = bulletin_draft_page_requested.answer(services, request, MONDAY + timedelta(days=days)).get_body().decode()
    assert ("This day is past. Take the item out: it cannot be sent." in shown) is is_said


def test_a_facilitators_item_with_a_past_day_is_refused() -> None:
    new = NewItem(title="A", summary="B", audiences=("pgdit",), changes_on=(NOW - timedelta(days=1)).date())
    with pytest.raises(NotUsable) as refused:
        add_item(some_services(), new, "somebody", NOW)
    assert [error["message"] for error in refused.value.errors] == ["This day is past. Enter a day to come, or none."]
