"""The bulletin's letters: the issue, and the request to approve it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from local.memory.builders import ADDRESS, NOW, a_delivery, a_subscription, an_issue, an_item
from local.memory.services import KEYS, SITE, some_services, the_programme
from shared.bulletin.rows import Issue, IssueState
from shared.keys import Link
from shared.letters.bulletin import compose as compose_bulletin
from shared.letters.bulletin_draft import compose as compose_draft
from shared.mail.letter import Missed
from shared.mail.rows import Delivery, MailKind
from shared.programme.model import STAKEHOLDERS
from shared.storage.row import Row
from shared.storage.tables import to_entity
from tests.bulletin.bulletins import STAKEHOLDER, WEEK, approved
from tests.letters.letter_reading import heading, lines, read

PERSON = KEYS.person(ADDRESS)


def due(email: str = ADDRESS, kind: MailKind = MailKind.BULLETIN) -> Delivery:
    return a_delivery(purpose=f"bulletin-{WEEK}.{kind}", email=email, kind=kind, about=WEEK, detail="")


def test_the_bulletin_says_what_changes_when_for_whom_and_how_to_stop() -> None:
    services = approved(a_subscription())
    letter = compose_bulletin(services, due(), NOW)
    stop = f"{SITE}/bulletin/unsubscribe/{KEYS.sign(Link.UNSUBSCRIBE, 'pgdit', KEYS.person(ADDRESS))}"
    assert (letter.to, letter.list_unsubscribe) == (ADDRESS, f"<{stop}>")
    assert letter.subject == "Northmoor Virtual Café: Bulletin of 7 December 2026"
    assert heading(letter) == "Bulletin of 7 December 2026"
    assert lines(letter)[3:8] == [
        "For everybody",
        "New guidance on supervision",
        "Changes on: Thursday 5 August 2027",
        "From 5 August 2027 every trainee has an hour a week with a named supervisor.",
        "Read more: https://news.example.org/supervision",
    ]
    assert read(letter).links[0] == "https://news.example.org/supervision"
    assert read(letter).links[-1] == stop
    assert lines(letter)[-1].endswith(stop)


def test_a_reader_of_two_audiences_gets_the_items_of_both_and_stops_both_at_once() -> None:
    for_pgdit, for_educators = an_item(id="1", title="P"), an_item(id="2", title="E", audiences=["educators"])
    others = an_item(id="3", title="S", audiences=[STAKEHOLDERS])
    issue = an_issue(
        id=WEEK,
        state=IssueState.SENT,
        approved_at=NOW,
        items=[one.key for one in (others, for_educators, for_pgdit)],
    )
    both = [a_subscription(audience=audience) for audience in ("pgdit", "educators")]
    services = some_services(having=[for_pgdit, for_educators, others, issue, *both])
    letter = compose_bulletin(services, due(), NOW)
    assert [line for line in lines(letter) if line in ("P", "E", "S")] == ["E", "P"]
    token = letter.list_unsubscribe.strip("<>").rpartition("/")[2]
    assert KEYS.unsign(Link.UNSUBSCRIBE, token) == ("pgdit", "educators", KEYS.person(ADDRESS))


def test_a_stakeholder_by_office_is_written_to_at_the_programmes_address() -> None:
    assert compose_bulletin(approved(), due(STAKEHOLDER), NOW).to == STAKEHOLDER


def test_foreign_words_stay_words() -> None:
    services = approved(an_item(title="<script>alert(1)</script>", summary="a < b & c"), a_subscription())
    letter = compose_bulletin(services, due(), NOW)
    assert "script" not in read(letter).elements
    assert lines(letter)[4:7:2] == ["<script>alert(1)</script>", "a < b & c"]


@pytest.mark.parametrize(
    ("rows", "now", "reason"),
    [
        ([], NOW, "no longer subscribed"),
        ([a_subscription(ended=True)], NOW, "no longer subscribed"),
        ([a_subscription(confirmed=False)], NOW, "no longer subscribed"),
        (
            [a_subscription(), an_item(audiences=["educators"])],
            NOW,
            "nothing in this issue concerns this reader",
        ),
        ([a_subscription()], NOW + timedelta(days=14, seconds=1), "this issue is too old"),
        ([a_subscription(), an_issue(id=WEEK)], NOW, "this issue is not approved"),
    ],
)
def test_a_bulletin_that_is_no_longer_wanted_is_missed(rows: Sequence[Row], now: datetime, reason: str) -> None:
    with pytest.raises(Missed) as missed:
        compose_bulletin(approved(*rows), due(), now)
    assert str(missed.value) == reason


def test_a_facilitator_is_asked_to_approve_with_a_link() -> None:
    email = the_programme().facilitators[0].email
    services = some_services(having=[an_item(), an_issue(id=WEEK)])
    letter = compose_draft(services, due(email, MailKind.BULLETIN_DRAFT), NOW)
    assert (letter.to, letter.subject) == (email, "Please approve: Bulletin of 7 December 2026")
    assert read(letter).links[0] == f"{SITE}/console/bulletin/{WEEK}"
    assert lines(letter)[7] == "New guidance on supervision"


@pytest.mark.parametrize(
    ("issue", "email", "now", "reason"),
    [
        (an_issue(id="2026-W51"), "", NOW, "this issue is a draft no more"),
        (an_issue(id=WEEK, state=IssueState.APPROVED), "", NOW, "this issue is a draft no more"),
        (
            an_issue(id=WEEK, drafted_at=NOW),
            "",
            NOW + timedelta(days=8),
            "this draft is more than a week old",
        ),
        (an_issue(id=WEEK), ADDRESS, NOW, "no longer a facilitator"),
    ],
)
def test_a_request_to_approve_that_is_no_longer_wanted_is_missed(
    issue: Issue, email: str, now: datetime, reason: str
) -> None:
    delivery = due(email or the_programme().facilitators[0].email, MailKind.BULLETIN_DRAFT)
    with pytest.raises(Missed) as missed:
        compose_draft(some_services(having=[issue]), delivery, now)
    assert str(missed.value) == reason


def test_a_row_of_the_question_from_before_becomes_the_question_whose_address_it_is() -> None:
    waiting = a_delivery(kind=MailKind.ADDRESS, about="pgdit", detail="")
    old = to_entity(waiting) | {"kind": "subscription"}
    assert Delivery.model_validate({**old, "also": ()}).kind is MailKind.ADDRESS
    with pytest.raises(ValueError, match="'nonsense' is not a valid MailKind"):
        MailKind("nonsense")
