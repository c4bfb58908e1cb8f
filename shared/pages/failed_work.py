"""The page of failed work: what could not be done, why, and since when. It shows no message and no answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.failures.in_words import fact_words, step_words
from shared.failures.rows import FailedWork
from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time
from shared.programme.model import Programme
from shared.templates.rendering import render


@dataclass(frozen=True)
class Cause:
    """The failed work of one cause, ready to print."""

    step: str
    facts: list[tuple[str, str]]


def failed_work_page(programme: Programme, rows: Iterable[FailedWork], *, is_all: bool) -> str:
    """The failed work by its cause. `is_all` is False if the page shows one step or cause alone."""
    by_cause: dict[str, list[FailedWork]] = {}
    for row in rows:
        by_cause.setdefault(row.cause_id, []).append(row)
    causes = [_cause(programme, cause_id, of_it) for cause_id, of_it in by_cause.items()]
    return render("pages/failed_work.html", programme=programme, causes=causes, is_all=is_all)


def _cause(programme: Programme, cause_id: str, rows: list[FailedWork]) -> Cause:
    zone = programme.zone
    facts = [
        *fact_words(programme, rows),
        (say("Kept"), say_many("{count} piece of work", "{count} pieces of work", count=len(rows))),
        (say("First"), date_and_time(min(row.first_at for row in rows), zone)),
        (say("Last"), date_and_time(max(row.last_at for row in rows), zone)),
        (say("Id of the cause"), cause_id),
    ]
    return Cause(step_words(rows[0].step), facts)
