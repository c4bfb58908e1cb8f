"""How old what the bulletin carries may be, and when its mails go."""

from datetime import timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_subscription, an_issue, an_item
from local.memory.services import MemoryServices, some_services, the_programme
from shared.bulletin.approving import approve_issue
from shared.bulletin.calling_off import StillADraft, call_off_issue
from shared.bulletin.horizon import is_news
from shared.bulletin.issues import item_words
from shared.bulletin.rows import Issue, IssueState, Subscription
from shared.bulletin.subscriptions import forget_old_wishes
from tests.bulletin.bulletins import WEEK

MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


def a_draft(readers: int, *mailboxes: str) -> MemoryServices:
    organiser = the_programme().organiser.model_copy(update={"bulk_mailboxes": mailboxes})
    programme = the_programme().model_copy(update={"organiser": organiser, "stakeholders": ()})
    people = [a_subscription(email=f"{number}@example.org") for number in range(readers)]
    return some_services(programme=programme, having=[an_item(), an_issue(id=WEEK), *people])


def test_the_last_mail_is_foretold_for_the_mailboxes_from_which_the_bulletin_goes() -> None:
    one = approve_issue(a_draft(60), WEEK, "somebody", NOW)
    two = approve_issue(a_draft(60, "a@example.nhs.uk", "b@example.nhs.uk"), WEEK, "somebody", NOW)
    step = timedelta(microseconds=2_068_966)
    assert (one.last_at, two.last_at) == (NOW + 59 * step, NOW + 29 * step)


def test_an_approval_is_kept_with_who_gave_it_and_when() -> None:
    issue = approve_issue(a_draft(1), WEEK, ADDRESS, NOW)
    assert (issue.state, issue.approved_at, issue.approved_by) == ("approved", NOW, ADDRESS)


@pytest.mark.parametrize(
    ("age", "changes_on", "wanted"),
    [
        (42 * DAY - MOMENT, "", True),
        (42 * DAY, "", False),
        (100 * DAY, f"{NOW:%Y-%m-%d}", True),
        (100 * DAY, f"{NOW - DAY:%Y-%m-%d}", False),
    ],
)
def test_an_item_is_news_for_six_weeks_and_until_the_day_of_the_change(
    age: timedelta, changes_on: str, wanted: bool
) -> None:
    assert is_news(an_item(published_at=NOW - age, changes_on=changes_on), NOW, the_programme().zone) is wanted


@pytest.mark.parametrize(("age", "kept"), [(30 * DAY - MOMENT, True), (30 * DAY, False)])
def test_a_wish_that_nobody_confirms_is_kept_for_thirty_days(age: timedelta, kept: bool) -> None:
    services = some_services(having=[a_subscription(confirmed=False, since=NOW - age)])
    forget_old_wishes(services, NOW)
    assert [bool(row.email) for row in services.tables.rows(Subscription)] == ([True] if kept else [])


def test_an_item_without_a_day_says_none() -> None:
    (words,) = item_words(the_programme(), [an_item(changes_on="")])
    assert (words.when, words.title) == ("", "New guidance on supervision")


def test_an_issue_that_was_called_off_stays_as_it_is() -> None:
    issue = an_issue(id=WEEK, state=IssueState.APPROVED, approved_at=NOW)
    services = some_services(having=[an_item(), issue])
    for who in ("the first", "the second"):
        call_off_issue(services, WEEK, who, NOW)
    (kept,) = services.tables.rows(Issue)
    assert (kept.state, kept.called_off_by) == (IssueState.CALLED_OFF, "the first")


@pytest.mark.parametrize("state", [IssueState.APPROVED, IssueState.SENT])
def test_an_issue_that_is_under_way_can_be_called_off_and_a_draft_cannot(state: IssueState) -> None:
    services = some_services(having=[an_item(), an_issue(id=WEEK, state=state, approved_at=NOW)])
    assert call_off_issue(services, WEEK, "somebody", NOW).state is IssueState.CALLED_OFF
    with pytest.raises(StillADraft):
        call_off_issue(some_services(having=[an_item(), an_issue(id=WEEK)]), WEEK, "somebody", NOW)
