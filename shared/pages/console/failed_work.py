"""The pages of failed work: what could not be done, by its cause; one cause; one piece with its message or response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from shared.failures.by_cause import Causes, Pieces
from shared.failures.failed_work import SIGN_UP
from shared.failures.in_words import fact_words, step_words
from shared.failures.rows import FailedWork
from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time
from shared.pages.console.check import check_page
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.pieces import Choice, choices, parts_of, which, will_happen
from shared.programme.model import Programme
from shared.web.requests import Fields

HOME = "/console/failed-work"


@dataclass(frozen=True)
class Form:
    """What somebody typed into a form, and what is wrong with it, by field."""

    reason: str = ""
    act: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def listed(self) -> list[tuple[str, str]]:
        """The errors, each with the id of its field."""
        return list(self.errors.items())


@dataclass(frozen=True)
class CauseRow:
    """A cause in the list, ready to print."""

    step: str
    address: str
    cause: str
    count: int
    first: str
    last: str


@dataclass(frozen=True)
class PieceRow:
    """A piece in the list of its cause, ready to print."""

    title: str
    address: str
    detail: str
    attempts: int
    last: str


def address_of(row: FailedWork) -> str:
    """The path of a piece's page."""
    return f"{HOME}/{quote(row.step, safe='')}/{quote(row.id, safe='')}"


def causes_page(frame: Frame, causes: Causes, notice: str = "") -> str:
    """Everything that failed, by its cause, the newest first."""
    newest = sorted(causes.by_cause.values(), key=lambda rows: max(row.last_at for row in rows), reverse=True)
    rows = [_cause_row(frame.programme, of_it) for of_it in newest]
    return render_in(frame, "pages/console/failed_work.html", causes=rows, is_all=causes.is_all, done=notice)


def cause_page(frame: Frame, cause_id: str, pieces: Pieces, form: Form, *, is_first: bool) -> str:
    """One cause with its pieces, and the form that tries all of them again."""
    programme = frame.programme
    first = pieces.rows[0] if pieces.rows else None
    return render_in(
        frame,
        "pages/console/failed_cause.html",
        title=step_words(first.step) if first else say("Failed work"),
        facts=fact_words(programme, pieces.rows) if first else [],
        pieces=[_piece_row(programme, row) for row in pieces.rows],
        can_replay=first is not None and any(one.act == "replay" for one in choices(first)),
        action=f"{HOME}/{cause_id}",
        next=f"{HOME}/{cause_id}?from={quote(pieces.next, safe='')}" if pieces.next else "",
        is_first=is_first,
        form=form,
    )


def piece_page(frame: Frame, row: FailedWork, form: Form) -> str:
    """One piece of failed work with all that is known, and what can be done with it."""
    programme = frame.programme
    zone = programme.zone
    facts = [
        *fact_words(programme, [row]),
        (say("Tried"), say_many("{count} time", "{count} times", count=row.attempts)),
        (say("First"), date_and_time(row.first_at, zone)),
        (say("Last"), date_and_time(row.last_at, zone)),
        (say("Id"), row.id),
        *([(say("Trace in the logs"), row.trace)] if row.trace else []),
    ]
    return render_in(
        frame,
        "pages/console/failed_piece.html",
        title=step_words(row.step),
        facts=facts,
        parts=parts_of(programme, row),
        correct=f"/console/sign-ups/{quote(row.id, safe='')}" if row.step == SIGN_UP else "",
        choices=choices(row),
        action=address_of(row),
        back_to=f"{HOME}/{row.cause_id}",
        form=form,
    )


def check_piece(frame: Frame, row: FailedWork, choice: Choice, fields: Fields) -> str:
    """The page that says what the act will do with one piece."""
    return check_page(
        frame,
        title=say("{act}: {step}", act=choice.words, step=step_words(row.step)),
        will=list(will_happen(row, choice.act)),
        action=address_of(row),
        fields=fields,
        button=choice.words,
        back=address_of(row),
        is_serious=choice.act != "replay",
    )


def check_cause(frame: Frame, cause_id: str, rows: Sequence[FailedWork], most: int, fields: Fields) -> str:
    """The page that says what trying a whole cause again will do."""
    first = rows[0]
    will = [
        say_many(
            "One piece of work is tried again now.", "{count} pieces of work are tried again now.", count=len(rows)
        )
        if len(rows) <= most
        else say("The first {most} pieces of work are tried again now. Then press again for the rest.", most=most),
        *will_happen(first, "replay"),
    ]
    return check_page(
        frame,
        title=say("Try all of it again: {step}", step=step_words(first.step)),
        will=will,
        action=f"{HOME}/{cause_id}",
        fields=fields,
        button=say("Try all of it again"),
        back=f"{HOME}/{cause_id}",
    )


def _cause_row(programme: Programme, rows: Sequence[FailedWork]) -> CauseRow:
    zone = programme.zone
    return CauseRow(
        step=step_words(rows[0].step),
        address=f"{HOME}/{rows[0].cause_id}",
        cause=fact_words(programme, rows)[0][1],
        count=len(rows),
        first=date_and_time(min(row.first_at for row in rows), zone),
        last=date_and_time(max(row.last_at for row in rows), zone),
    )


def _piece_row(programme: Programme, row: FailedWork) -> PieceRow:
    return PieceRow(
        title=which(programme, row) or row.id,
        address=address_of(row),
        detail=" ".join(words for _, words in fact_words(programme, [row])[1:]),
        attempts=row.attempts,
        last=date_and_time(row.last_at, programme.zone),
    )
