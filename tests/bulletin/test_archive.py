"""The archive: what everybody may read, as pages and as a feed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import azure.functions as func
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.bulletin.archive import bulletin_archive_requested, show_archive, show_feed, show_issue
from local.memory.builders import NOW, a_request, an_issue, an_item
from local.memory.services import SITE, MemoryServices, some_services, the_programme
from shared.bulletin.issues import ItemGroup, ItemWords, find_issue, issue_title
from shared.bulletin.rows import IssueState
from shared.pages.bulletin import IssueWords
from shared.pages.bulletin_feed import FeedIssue, bulletin_feed

SENT = an_issue(id="2026-W48", state=IssueState.SENT, approved_at=NOW - timedelta(days=7), introduction="A\n\nB")
NEWER = an_issue(id="2026-W49", state=IssueState.SENT, approved_at=NOW)
DRAFT = an_issue(id="2026-W50")
APPROVED = an_issue(id="2026-W51", state=IssueState.APPROVED, approved_at=NOW)


def text(response: func.HttpResponse) -> str:
    return response.get_body().decode()


def archived() -> MemoryServices:
    return some_services(having=[an_item(), SENT, NEWER, DRAFT, APPROVED])


def test_the_archive_names_what_was_sent_the_newest_first() -> None:
    shown = text(show_archive(archived()))
    linked = [part.partition('"')[0] for part in shown.split('href="/bulletin/2')[1:]]
    assert linked == ["026-W49", "026-W48"]
    assert "We have not sent an issue yet." in text(show_archive(some_services()))


@pytest.mark.parametrize(
    ("issue", "status"),
    [("2026-W48", 200), ("2026-W50", 404), ("2026-W51", 404), ("2026-W01", 404), ("2026-w48", 404), ("x/y", 404)],
)
def test_only_issues_that_were_sent_can_be_read(issue: str, status: int) -> None:
    assert show_issue(archived(), issue).status_code == status


def test_an_issue_is_shown_with_its_introduction_and_items() -> None:
    shown = text(show_issue(archived(), "2026-W48"))
    assert '<h1 class="nhsuk-heading-l">Bulletin of 23 November 2026</h1>' in shown
    assert shown.index("<p>A</p>") < shown.index("<p>B</p>") < shown.index("New guidance on supervision</h3>")
    assert "Thursday 5 August 2027" in shown


def test_the_archive_can_only_be_read() -> None:
    response = bulletin_archive_requested.answer(archived(), a_request(method="POST"), NOW)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("issue_id", "title"),
    [("2026-W50", "Bulletin of 7 December 2026"), ("2020-W53", "Bulletin of 28 December 2020")],
)
def test_titles_name_the_monday(issue_id: str, title: str) -> None:
    assert issue_title(issue_id) == title


@pytest.mark.parametrize("issue_id", ["", "2026-W5", "2026-W500", "1999-W01", "2026-W50\n", "٢٠٢٦-W50", "a/b"])
def test_what_is_no_id_of_an_issue_is_not_looked_up(issue_id: str) -> None:
    services = some_services()
    assert find_issue(services, issue_id) is None
    assert services.tables.operations == []


def test_the_feed_is_read_by_a_feed_reader() -> None:
    response = show_feed(archived())
    assert response.mimetype == "application/atom+xml"
    parsed = feedparser.parse(response.get_body())
    assert (parsed.bozo, parsed.version, parsed.feed.title) == (False, "atom10", "Northmoor Virtual Café: bulletin")
    assert [(entry.title, entry.link, entry.updated) for entry in parsed.entries] == [
        ("Bulletin of 30 November 2026", f"{SITE}/bulletin/2026-W49", "2026-12-01T09:00:00+00:00"),
        ("Bulletin of 23 November 2026", f"{SITE}/bulletin/2026-W48", "2026-11-24T09:00:00+00:00"),
    ]
    assert parsed.feed.updated == "2026-12-01T09:00:00+00:00"
    assert "Thursday 5 August 2027" in parsed.entries[0].content[0].value


def test_the_feed_is_the_same_every_time_and_has_what_atom_asks_for() -> None:
    first, again = show_feed(archived()).get_body(), show_feed(archived()).get_body()
    assert first == again
    atom = "{http://www.w3.org/2005/Atom}"
    for element in (ET.fromstring(first), *ET.fromstring(first).iter(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{atom}{name}")) == 1
    ids = [element.text for element in ET.fromstring(first).iter(f"{atom}id")]
    assert len(set(ids)) == 3


def test_the_feed_has_the_last_issues_and_is_valid_without_any() -> None:
    weeks = [f"2025-W{week:02}" for week in range(1, 26)]
    many = some_services(having=[an_issue(id=week, state=IssueState.SENT, approved_at=NOW) for week in weeks])
    assert len(feedparser.parse(show_feed(many).get_body()).entries) == 20
    empty = feedparser.parse(show_feed(some_services()).get_body())
    assert (empty.bozo, empty.feed.updated) == (False, "2026-01-01T00:00:00+00:00")


@settings(deadline=None)
@given(words=st.text())
def test_any_words_make_a_feed_that_can_be_read(words: str) -> None:
    item = ItemWords(title=words, summary=words, when="", whom="", link="https://news.example.org")
    issue = FeedIssue(
        IssueWords("2026-W50", words, (words,)), [ItemGroup(words, [item])], datetime(2026, 12, 7, tzinfo=UTC)
    )
    root = ET.fromstring(bulletin_feed(the_programme(), SITE, [issue]))
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1


def test_the_feed_says_once_that_it_is_atom_and_needs_no_prefixes() -> None:
    content = show_feed(archived()).get_body()
    assert content.count(b'<feed xmlns="http://www.w3.org/2005/Atom"') == 1
    assert b"<ns0:" not in content
    assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
