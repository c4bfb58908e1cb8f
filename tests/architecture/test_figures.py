"""Every figure of the code, said once more: whoever changes one says so here too.

A figure is a promise to somebody: a limit of a service, the length of an answer, a wait that a document names. Why it
is what it is stands beside it in the code.
"""

import ast
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from itertools import chain

from pydantic import TypeAdapter

from tests.the_app import ROOT

length = TypeAdapter(timedelta).validate_python

LENGTHS = {
    "shared.attendance.closing.GIVE_UP": "P1D",
    "shared.attendance.closing.DIGEST_AFTER": "P1D",
    "shared.bulletin.calling_off.LOOK_BACK": "P35D",
    "shared.bulletin.drafting.LOOK_BACK": "P35D",
    "shared.bulletin.horizon.NEWS": "P42D",
    "shared.bulletin.horizon.AHEAD": "P300D",
    "shared.bulletin.subscriptions.WISH_KEPT": "P30D",
    "shared.delivery.sending.FRESH": "PT0.4S",
    "shared.delivery.sending.IN_FLIGHT": "PT2M",
    "shared.delivery.sending.NOT_IN_SENT_ITEMS": "PT10M",
    "shared.delivery.sending.LOOK_AGAIN": "PT1M",
    "shared.delivery.sending.TRY_AGAIN": "PT1M",
    "shared.failures.failed_work.SHOULD_IT_DIE": "PT1M",
    "shared.feedback.form_responses.LOOK_BACK": "P60D",
    "shared.feeds.LONGEST_WAIT": "PT20S",
    "shared.forms.arrivals.GIVEN_UP": "P14D",
    "shared.forms.missing.FETCHED_BY": "P1D",
    "shared.forms.working.UNTIL_PLANNED": "PT10M",
    "shared.graph.microsoft.answers.UNTOLD": "PT30S",
    "shared.graph.microsoft.answers.LONGEST": "P1D",
    "shared.graph.microsoft.answers.LONGEST_MEETING": "P1DT6H",
    "shared.letters.alert.WINDOW": "P1D",
    "shared.letters.bulletin.WINDOW": "P14D",
    "shared.letters.bulletin_draft.WINDOW": "P7D",
    "shared.letters.calendar.invitation.ALARM": "PT15M",
    "shared.letters.calendar.time_zones.DAY": "P1D",
    "shared.letters.calendar.time_zones.STEP": "PT15M",
    "shared.letters.digest.LOOK_BACK": "P200D",
    "shared.letters.feedback.WINDOW": "P7D",
    "shared.letters.reminder.FIVE_MINUTES": "PT5M",
    "shared.letters.subscription.WINDOW": "P7D",
    "shared.mail.deliveries.AHEAD": "P1D",
    "shared.mail.deliveries.EARLY": "PT0.2S",
    "shared.mail.pacing.DAY": "P1D",
    "shared.mail.pacing.QUARTER": "PT15M",
    "shared.mail.pacing.CYCLE": "P1DT30M",
    "shared.mail.pacing.SHORTEST": "PT0.000001S",
    "shared.meetings.calendar.TRY_AGAIN": "PT1M",
    "shared.operations.books.PATIENCE": "PT2H",
    "shared.operations.books.AFTER": "P1DT2H",
    "shared.operations.books.LOOK_BACK": "P14D",
    "shared.operations.health.LATE": "PT15M",
    "shared.operations.watch.FRESH": "PT5S",
    "shared.privacy.records.AHEAD": "P366D",
    "shared.privacy.records.LOOK_BACK": "P14D",
    "shared.registrations.confirming.UNTIL_OPEN": "PT5M",
    "shared.registrations.registering.SHOULD_IT_DIE": "PT1M",
    "shared.sessions.rescheduling.SETTLING": "PT30M",
    "shared.sessions.rescheduling.SOON": "PT2H",
    "shared.sessions.schedule.WEEK": "P7D",
    "shared.sessions.schedule.FARTHEST_MOVE": "P28D",
    "shared.sessions.schedule.FARTHEST": "P182D",
    "shared.storage.queues.LONGEST": "P6DT23H59M",
}
"""How long things take or last, as ISO 8601 has it."""

FIGURES: dict[str, object] = {
    "functions.bulletin.archive.IN_FEED": 20,
    "functions.bulletin.subscribing.LONGEST_NAME": 200,
    "functions.console.bulletin.LARGEST_PLACE": 3,
    "functions.my_registration.ATTEMPTS": 5,
    "shared.bulletin.drafting.MOST": 50,
    "shared.bulletin.issues.NOON": time(12, 0),
    "shared.delivery.sending.LOOKUPS": 60,
    "shared.failures.failed_work.ATTEMPTS": 5,
    "shared.feedback.answers.LONGEST": 2000,
    "shared.feedback.answers.SCORES": range(1, 6),
    "shared.feeds.LARGEST": 2_000_000,
    "shared.feeds.REDIRECTS": 3,
    "shared.feeds.NEWEST": 50,
    "shared.feeds.TITLE": 200,
    "shared.feeds.SUMMARY": 600,
    "shared.feeds.LINK": 2000,
    "shared.forms.answers.LIMITS": {
        "name": 200,
        "role": 200,
        "specialty": 200,
        "provider": 200,
        "moved_from": 200,
        "access_needs": 2000,
        "question": 2000,
    },
    "shared.forms.answers.ENCODINGS": 3,
    "shared.forms.arrivals.BEYOND": 50,
    "shared.forms.arrivals.TRIED": 20,
    "shared.forms.values.LARGEST": 10**18,
    "shared.graph.microsoft.answers.FOR_NOW": {401, 408, 409, 412, 423, 425},
    "shared.graph.microsoft.connection.AT_ONCE": 4,
    "shared.graph.microsoft.connection.CONNECT_SECONDS": 5.0,
    "shared.graph.microsoft.connection.TOKEN_RETRIES": 2,
    "shared.graph.microsoft.connection.UNAUTHORIZED": 401,
    "shared.keys.KEY_BYTES": 18,
    "shared.letters.digest.COMPARED": 3,
    "shared.letters.reminder.ABOUT_AN_HOUR": (length("PT45M"), length("PT1H30M")),
    "shared.mail.deliveries.RELEASED_TOGETHER": 1000,
    "shared.mail.mailboxes.ATTEMPTS": 50,
    "shared.mail.pacing.MESSAGES": 30,
    "shared.mail.pacing.CONCURRENT": 4,
    "shared.mail.pacing.PER_DAY": 10_000,
    "shared.mail.pacing.KEPT": (1000, 2000),
    "shared.mail.pacing.EPOCH": datetime(1970, 1, 1, 0, 0, tzinfo=UTC),
    "shared.mail.pacing.CATCH_UP": 74 / 75,
    "shared.messages.VERSION": 1,
    "shared.operations.heartbeats.LONGEST_SILENCE": {
        "on_reminders_due": length("PT20M"),
        "on_pulse_due": length("PT20M"),
        "on_closing_due": length("PT35M"),
        "on_slots_due": length("PT3H"),
        "on_horizon_scan_due": length("PT13H"),
        "on_planning_due": length("P1DT1H"),
        "on_arrivals_due": length("P1DT1H"),
        "on_audit_due": length("P1DT1H"),
        "on_retention_due": length("P1DT1H"),
        "on_bulletin_draft_due": length("P7DT1H"),
    },
    "shared.operations.watch.PATIENCE_SECONDS": 0.6,
    "shared.pages.bulletin_feed.NOTHING_YET": datetime(2026, 1, 1, 0, 0, tzinfo=UTC),
    "shared.pages.character_count.FORMS": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 100},
    "shared.pages.feedback.LONGEST": 2000,
    "shared.programme.values.MOST_SEATS": 2000,
    "shared.questions.screening.NHS_DIGITS": 10,
    "shared.reminders.reminding.BRIEFING_AT": time(17, 0),
    "shared.sessions.schedule.ANCHOR": date(2000, 1, 3),
    "shared.storage.changing.ATTEMPTS": 20,
    "shared.storage.changing.LONGEST_PAUSE": 0.2,
    "shared.storage.queues.NEVER": -1,
    "shared.storage.queues.MOST": 32,
    "shared.storage.queues.HELD_SECONDS": 60,
    "shared.storage.queues.RETRIES": {"retry_total": 3, "initial_backoff": 1, "increment_base": 2},
    "shared.storage.tables.TRANSACTION": 100,
    "shared.storage.tables.COLUMN": 30_000,
    "shared.storage.tables.RETRIES": 4,
    "shared.storage.tables.LONGEST_KEY": 512,
    "shared.text.matching.SHORT": 3,
    "shared.text.matching.STEM": 6,
    "shared.text.plain.LONGEST": 400_000,
    "shared.web.requests.LARGEST": 262_144,
    "shared.web.requests.MOST_FIELDS": 200,
}


def is_figure(value: object) -> bool:
    match value:
        case bool():
            return False
        case int() | float() | timedelta() | date() | time() | range():
            return True
        case Mapping():
            return bool(value) and all(map(is_figure, value.values()))
        case tuple() | frozenset():
            return bool(value) and all(map(is_figure, value))
        case _:
            return False


def figures() -> Iterator[tuple[str, object]]:
    """Every public constant of the code that is a figure, by its module and name."""
    for path in sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in ("functions", "shared"))):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for name in constants(ast.parse(path.read_bytes())):
            value = getattr(import_module(module), name)
            if is_figure(value):
                yield f"{module}.{name}", value


def constants(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
                names = [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
                yield from (name for name in names if name.isupper() and not name.startswith("_"))
            case _:
                pass


def test_the_figures_are_these() -> None:
    assert dict(figures()) == {name: length(text) for name, text in LENGTHS.items()} | FIGURES
