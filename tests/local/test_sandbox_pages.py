"""The mailbox for people: what its pages say, and that they are whole."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from local.sandbox.graph.documents import Document
from local.sandbox.mailbox.reading import as_text, invitations, span
from tests.local.sandbox_calls import DOOR, Caller, calling, event, person

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//cafe//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:pgdit-2026-07-08@example.nhs.uk
SEQUENCE:2
SUMMARY:Café for educators
DTSTAMP:20260701T080000Z
DTSTART:20260708T113000Z
DTEND:20260708T123000Z
LOCATION:Microsoft Teams
ORGANIZER;CN=Café:mailto:cafe@example.nhs.uk
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Soon
TRIGGER:-PT15M
END:VALARM
END:VEVENT
END:VCALENDAR
"""
READ = [
    ("Summary", "Café for educators"),
    ("Start", "Wed 8 Jul 2026, 12:30 BST"),
    ("End", "Wed 8 Jul 2026, 13:30 BST"),
    ("Method", "REQUEST"),
    ("Organiser", "cafe@example.nhs.uk"),
    ("Location", "Microsoft Teams"),
    ("Alarm", "0:15:00 before the start"),
    ("Sequence", "2"),
    ("UID", "pgdit-2026-07-08@example.nhs.uk"),
]
VOID = {"meta", "link", "input", "br", "img", "hr", "base"}


class Page(HTMLParser):
    """A page's words and links; fails on a tag that is not closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: dict[str, str] = {}
        self.headings: list[str] = []
        self.cells: list[list[str]] = []
        self.attributes: dict[str, dict[str, str | None]] = {}
        self._href = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes[tag] = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self._href = dict(attrs)["href"] or ""
        if tag == "tr":
            self.cells.append([])
        if tag in ("td", "th"):
            self.cells[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "a":
            self.links[data.strip()] = self._href
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings.append(data)
        if {"td", "th"} & set(self.open):
            self.cells[-1][-1] += data.strip()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Caller]:
    with calling(limits=False) as caller:
        yield caller


@pytest.fixture
def graph(sandbox: Caller) -> Caller:
    return sandbox.renewed()


def page(graph: Caller, path: str, **query: str) -> Page:
    answer = graph.get(path, **query)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    found = Page(answer.text)
    assert "script" not in found.tags
    return found


def file(name: str, kind: str, content: bytes, content_id: str = "") -> Document:
    return {
        "@odata.type": "#microsoft.graph.fileAttachment",
        "name": name,
        "contentType": kind,
        "contentId": content_id or None,
        "contentBytes": base64.b64encode(content).decode(),
    }


def subjects(found: Page) -> list[str]:
    return [row[2] for row in found.cells[1:]]


def mail_path(graph: Caller) -> str:
    return f"/mail/{graph.get('/sandbox/mails').json()[-1]['id']}"


def test_an_empty_mailbox_says_so(graph: Caller) -> None:
    assert (page(graph, "/").headings, page(graph, "/").cells) == (["Mail sent"], [])
    assert page(graph, "/calendar").headings == ["Calendar"]


def test_mails_come_newest_first_in_pages_of_fifty(graph: Caller) -> None:
    for number in range(51):
        graph.send(subject=f"Mail {number}")
    first = page(graph, "/")
    assert subjects(first) == [f"Mail {number}" for number in range(50, 0, -1)]
    last = page(graph, first.links["Older"])
    assert subjects(last) == ["Mail 0"]
    assert subjects(page(graph, last.links["Newer"])) == subjects(first)


def test_mails_are_found_by_recipient_subject_and_file(graph: Caller) -> None:
    graph.send(subject="Reminder", to=["amal@example.org", "b@example.org", "c@example.org", "d@example.org"])
    graph.send(subject="Invitation", to=["ben@example.org"], attachments=[file("a.txt", "text/plain", b"a")])
    assert subjects(page(graph, "/", q="AMAL@")) == ["Reminder"]
    assert subjects(page(graph, "/", q="invit")) == ["Invitation"]
    assert subjects(page(graph, "/", only="attachments")) == ["Invitation"]
    assert subjects(page(graph, "/", mailbox="cafe@example.nhs.uk")) == ["Invitation", "Reminder"]
    assert subjects(page(graph, "/", mailbox="other@example.nhs.uk")) == []
    assert page(graph, "/", q="Reminder").cells[1][1] == "amal@example.org, b@example.org, c@example.org and 1 more"


def test_a_subject_cannot_break_out_of_the_page(graph: Caller) -> None:
    graph.send(subject="<script>alert(1)</script>")
    assert subjects(page(graph, "/")) == ["<script>alert(1)</script>"]
    assert page(graph, mail_path(graph)).headings[0] == "<script>alert(1)</script>"


def test_a_mail_shows_its_body_in_a_sandboxed_frame_and_its_files(graph: Caller) -> None:
    html = '<html><head><style>p{}</style></head><body><img src="cid:logo"><p>Hi</p></body></html>'
    files = [
        file("invite.ics", "text/calendar", INVITATION.encode()),
        file("é.png", "image/png", b"png", "logo"),
    ]
    graph.send(subject="Place", body={"contentType": "html", "content": html}, attachments=[*files])
    shown = page(graph, mail_path(graph))
    assert shown.headings == ["Place", "As seen", "Attachments", "As text"]
    assert shown.attributes["iframe"]["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    body = graph.get(shown.attributes["iframe"]["src"] or "")
    assert body.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert body.text == html.replace("<head>", '<head><base target="_blank">').replace("cid:logo", shown.links["é.png"])
    download = graph.get(shown.links["é.png"])
    assert (download.content, download.headers["Content-Type"]) == (b"png", "image/png")
    assert download.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9.png"


def test_a_mail_in_plain_text_is_shown_as_it_is(graph: Caller) -> None:
    graph.send(body={"contentType": "text", "content": "1 < 2"})
    body = graph.get(f"{mail_path(graph)}/body")
    assert (body.text, body.headers["Content-Type"]) == ("1 < 2", "text/plain; charset=utf-8")


def test_a_mail_or_file_that_is_not_there_is_not_found(graph: Caller) -> None:
    assert graph.get("/mail/none").status_code == 404
    assert page(graph, "/mail/none").headings == ["No such mail"]
    graph.send()
    assert graph.get(f"{mail_path(graph)}/attachments/0").status_code == 404


def test_the_calendar_shows_what_was_cancelled_too(graph: Caller) -> None:
    made = graph.post(f"{DOOR}/events", event(attendees=[person("dean@example.nhs.uk")])).json()
    graph.post(f"{DOOR}/events/{made['id']}/cancel", {"comment": "Bank holiday"})
    [row] = page(graph, "/calendar").cells[1:]
    assert row[:4] == [
        "Wed 8 Jul 2026, 12:30 to 13:30 BST", "Café for educators", "cafe@example.nhs.uk",
        "cancelledBank holiday",
    ]  # fmt: skip


def test_an_invitation_is_read_in_london_time() -> None:
    assert [list(invitation.rows) for invitation in invitations(INVITATION)] == [READ]


@pytest.mark.parametrize("content", ["", "hello", "BEGIN:VCALENDAR\nEND:VEVENT\n"])
def test_a_calendar_that_cannot_be_read_has_no_events(content: str) -> None:
    assert invitations(content) == []


def test_an_alarm_and_a_day_are_said_in_words() -> None:
    whole_day = INVITATION.replace("DTSTART:20260708T113000Z", "DTSTART;VALUE=DATE:20260708")
    at_a_moment = whole_day.replace("TRIGGER:-PT15M", "TRIGGER;VALUE=DATE-TIME:20260708T080000Z")
    [invitation] = invitations(at_a_moment)
    said = dict(invitation.rows)
    assert (said["Start"], said["Alarm"]) == ("Wed 8 Jul 2026", "Wed 8 Jul 2026, 09:00 BST")
    [invitation] = invitations(INVITATION.replace("TRIGGER:-PT15M\n", ""))
    assert dict(invitation.rows)["Alarm"] == "never"


def test_a_span_names_its_day_once() -> None:
    evening = datetime(2026, 7, 8, 22, tzinfo=UTC)
    assert span(evening, evening + timedelta(minutes=30)) == "Wed 8 Jul 2026, 23:00 to 23:30 BST"
    assert span(evening, evening + timedelta(hours=2)) == "Wed 8 Jul 2026, 23:00 BST to Thu 9 Jul 2026, 01:00 BST"


def test_the_text_of_a_mail_spells_out_its_links_and_lists() -> None:
    html = """<html><head><title>No</title><style>p{}</style></head><body><h1>Café</h1>
    <p>Hello&nbsp;Amal,<br>see <a href="https://example.org/r">your place</a>.</p>
    <ul><li>One</li><li>Two</li></ul><table><tr><th>When</th><td>12:30</td></tr></table>
    <p><img src="x" alt="Logo"> <a href="mailto:c@example.org">c@example.org</a></p></body></html>"""
    assert as_text(html) == (
        "Café\n\nHello Amal,\nsee your place (https://example.org/r).\n\n- One\n- Two\n\nWhen 12:30\n\n"
        "[Logo] c@example.org"
    )
