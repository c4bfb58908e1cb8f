"""The words for what waits: a line for each kind, with its number, and the address of its list."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.ahead.waits import Waits
from shared.attention.rows import MatterKind
from shared.bulletin.issues import issue_title
from shared.language.catalogue import say, say_many
from shared.language.dates import short_date
from shared.sessions.rows import Session


@dataclass(frozen=True)
class WaitLine:
    """Something that waits: words with the number in them, and where its list is."""

    words: str
    address: str


WAITING = "/console/waiting"
"""The page of what waits about people."""


def wait_lines(waits: Waits) -> list[WaitLine]:
    """A line for each kind of which something waits."""
    return [*_to_read(waits), *_about_people(waits), *_about_sessions(waits), *_failed(waits)]


def _to_read(waits: Waits) -> Iterator[WaitLine]:
    for issue in waits.drafts:
        words = say("{issue}: read and approve the draft", issue=issue_title(issue.id))
        yield WaitLine(words, f"/console/bulletin/{issue.id}")
    if count := waits.held_texts:
        words = say_many("{count} text to let pass or refuse", "{count} texts to let pass or refuse", count=count)
        yield WaitLine(words, "/console/held")


def _about_people(waits: Waits) -> Iterator[WaitLine]:
    if count := waits.of(MatterKind.AUDIENCE):
        words = say_many(
            "{count} sign-up to decide about: the grade or role belongs to another café",
            "{count} sign-ups to decide about: the grade or role belongs to another café",
            count=count,
        )
        yield WaitLine(words, f"{WAITING}?kind={MatterKind.AUDIENCE}")
    if count := waits.refused_sign_ups:
        words = say_many(
            "{count} sign-up that could not be used", "{count} sign-ups that could not be used", count=count
        )
        yield WaitLine(words, f"{WAITING}?kind=sign-up")
    if count := waits.of(MatterKind.SLIP):
        words = say_many(
            "{count} email address that looks mistyped", "{count} email addresses that look mistyped", count=count
        )
        yield WaitLine(words, f"{WAITING}?kind={MatterKind.SLIP}")
    if count := waits.of(MatterKind.REFUSED, MatterKind.BOUNCED):
        words = say_many("{count} email that did not arrive", "{count} emails that did not arrive", count=count)
        yield WaitLine(words, f"{WAITING}?kind=email")


def _about_sessions(waits: Waits) -> Iterator[WaitLine]:
    for session in waits.unreported:
        words = say("No attendance report: {session}", session=_of(session))
        yield WaitLine(words, _after(session))
    for session, count in waits.unmatched:
        words = say_many(
            "{count} guest whose address is not known: {session}",
            "{count} guests whose addresses are not known: {session}",
            count=count,
            session=_of(session),
        )
        yield WaitLine(words, _after(session))


def _failed(waits: Waits) -> Iterator[WaitLine]:
    if count := waits.failed:
        words = say_many("{count} piece of failed work", "{count} pieces of failed work", count=count)
        yield WaitLine(words, "/console/failed-work")
    if count := waits.unknown:
        words = say_many(
            "{count} email of which nobody knows whether it was sent",
            "{count} emails of which nobody knows whether they were sent",
            count=count,
        )
        yield WaitLine(words, "/console/failed-work?step=unknown-delivery")


def _of(session: Session) -> str:
    return say("{title}, {when}", title=session.title, when=short_date(session.start.date()))


def _after(session: Session) -> str:
    return f"/console/sessions/{session.id}/after"
