"""Previews: each email reads as it will, names nobody who signed up, opens nothing, and changes nothing."""

import re
from datetime import datetime, timedelta

import pytest

from local.memory.builders import (
    NOW,
    SESSION,
    START,
    a_question,
    a_registration,
    a_session,
    a_sign_up,
    an_issue,
    an_item,
)
from local.memory.services import MemoryServices, some_services
from shared.ahead.acts import Act, ActKind
from shared.ahead.listing import expected_in, look_ahead
from shared.bulletin.rows import FreshItem, IssueState
from shared.keys import BadLink, Link
from shared.mail.letter import Missed
from shared.previews.composing import SampleKeys, has_preview, preview
from shared.sessions.rows import OpenSession
from tests.ahead.test_listing import OCCASION, at


def a_cafe() -> MemoryServices:
    return some_services(
        having=[
            a_session(),
            OpenSession(id=SESSION),
            a_registration(details=a_sign_up(name="Amara Nwosu", access_needs="A hearing loop")),
            a_question(),
            an_item(),
            FreshItem(source="regulator-news", id="item-1"),
            an_issue(id="2026-W49", state=IssueState.APPROVED, approved_at=NOW),
        ]
    )


def the(services: MemoryServices, act_id: str, now: datetime = NOW) -> Act:
    return expected_in(look_ahead(services, now), act_id if "." in act_id else f"{OCCASION}.{act_id}").act


@pytest.mark.parametrize(
    ("act_id", "to", "subject"),
    [
        ("reminder-P7D", "alex.sample@example.org", "Next week: Virtual Café for postgraduate doctors in training, "),
        ("reminder-P1D", "alex.sample@example.org", "Tomorrow: Virtual Café for postgraduate doctors in training, "),
        ("briefing", "imogen.hartley@example.nhs.uk", "Briefing: Virtual Café for postgraduate doctors in training, "),
        ("briefing-update", "imogen.hartley@example.nhs.uk", "New questions: Virtual Café for postgraduate doctors in"),
        ("feedback", "alex.sample@example.org", "Were you able to join us? Virtual Café for postgraduate doctors"),
        ("bulletin-2026-W49.bulletin", "alex.sample@example.org", "Northmoor Virtual Café: Bulletin of 30 November "),
        ("bulletin-2026-W50.bulletin-draft", "imogen.hartley@example.nhs.uk", "Please approve: Bulletin of 7 December"),
        ("educators-2027-02-18T1300.hosting", "imogen.hartley@example.nhs.uk", "You are hosting: Virtual Café for ed"),
    ],
)
def test_each_kind_reads_as_it_will_at_its_time(act_id: str, to: str, subject: str) -> None:
    services = a_cafe()
    letter = preview(services, the(services, act_id), NOW)
    assert (letter.to, letter.subject[: len(subject)]) == (to, subject)


def test_a_preview_changes_nothing_whatever_will_happen() -> None:
    services = a_cafe()
    before = services.tables.everything()
    services.tables.operations.clear()
    for one in look_ahead(services, NOW).expected:
        if has_preview(one.act) and one.act.kind is not ActKind.DIGEST:
            preview(services, one.act, NOW)
    assert services.tables.everything() == before
    assert {what for what, _ in services.tables.operations} == {"get", "query"}
    assert (services.queues.sent, services.graph.mails) == ([], [])


def test_a_preview_for_people_names_nobody_and_its_personal_links_open_nothing() -> None:
    services = a_cafe()
    for act_id in ("reminder-P1D", "feedback", "bulletin-2026-W49.bulletin"):
        html = preview(services, the(services, act_id), NOW).html
        assert "Amara" not in html
        links = re.findall(r"/(?:my|feedback|bulletin/unsubscribe)/([^\"/?<]+)", html)
        assert set(links) == {"sample"}
    with pytest.raises(BadLink):
        services.keys.unsign(Link.REGISTRATION, SampleKeys("a secret").sign(Link.REGISTRATION, SESSION, "sample"))


def test_a_session_that_was_moved_shows_both_times() -> None:
    services = a_cafe()
    moved = {"tell_at": NOW + timedelta(minutes=20), "sequence": 1, "moved_from": START - timedelta(days=1)}
    services.tables.put(a_session().model_copy(update=moved))
    assert "Tuesday 8 December 2026" in preview(services, the(services, "changed-1"), NOW).html
    assert preview(services, the(services, "hosting"), NOW).subject.startswith("New time: ")


@pytest.mark.parametrize(
    ("act_id", "reason"),
    [("digest", "the session has no digest"), ("bulletin-2026-W50.bulletin-draft", "there is no news")],
)
def test_what_would_not_be_sent_now_says_why(act_id: str, reason: str) -> None:
    services = some_services(having=[a_session(), OpenSession(id=SESSION)])
    with pytest.raises(Missed, match=reason):
        preview(services, the(services, act_id), NOW)


def test_a_preview_reads_a_few_rows_however_many_signed_up() -> None:
    services = a_cafe()
    for number in range(2_000):
        services.tables.put(a_registration(details=a_sign_up(email=f"p{number}@example.org")))
    for number in range(40):
        services.tables.put(an_item(id=f"item-{number}"))
        services.tables.put(FreshItem(source="regulator-news", id=f"item-{number}"))
    acts = [one.act for one in look_ahead(services, at(2, 9)).expected if has_preview(one.act)]
    for act in acts:
        services.tables.operations.clear()
        if act.kind is not ActKind.DIGEST:
            preview(services, act, at(2, 9))
        assert len(services.tables.operations) <= 6, act.id
