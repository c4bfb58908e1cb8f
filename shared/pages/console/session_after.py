"""After a session: who was there and how we know, what people said in numbers, and the digest.

Numbers are printed by the rule for small numbers, as everywhere. Who was there by name stands in the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.attendance.rows import AttendanceTaken, NotTaken
from shared.figures.counting import Figures
from shared.figures.in_words import before_the_session, feedback_given, legend, what_was_said, who_came
from shared.figures.printing import printed_figures
from shared.figures.rows import Digest
from shared.language.catalogue import Marked, say, say_many
from shared.language.dates import date_and_time
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.session_tabs import SessionTab, session_address, session_tabs
from shared.programme.model import Programme
from shared.sessions.rows import Session, SessionState
from shared.sessions.words import session_words

WHY_NOT: Mapping[NotTaken, Marked] = {
    NotTaken.NO_MEETING: Marked("The session never had a Teams meeting, so there is no report of who came."),
    NotTaken.NO_REPORT: Marked("Teams made no report: reports are switched off, or nobody joined."),
    NotTaken.NOT_PERMITTED: Marked("Teams refused to give its report: the app lacks a permission. Tell an admin."),
    NotTaken.NO_ANSWER: Marked("Teams did not answer for two days, so we gave up."),
}
"""Why nobody knows who came."""


@dataclass(frozen=True)
class After:
    """What the page shows. Without `digest` its numbers are not counted yet."""

    session: Session
    taken: AttendanceTaken | None
    digest: Digest | None
    now: datetime


def after_page(frame: Frame, found: After) -> str:
    """How the session went, as far as it is known."""
    programme, session = frame.programme, found.session
    rule = programme.small_numbers
    figures = found.digest and Figures.model_validate_json(found.digest.figures)
    printed = figures and printed_figures(figures, rule)
    return render_in(
        frame,
        "pages/console/session_after.html",
        session=session_words(programme, session),
        tabs=session_tabs(session.id, SessionTab.AFTER),
        not_yet=_not_yet(found),
        evidence=_evidence(programme, found),
        came=[*who_came(printed, rule), *before_the_session(printed, rule)] if printed else [],
        feedback=feedback_given(printed, rule) if printed else [],
        said=what_was_said(printed) if printed else [],
        legend=legend(rule) if printed else "",
        digest=f"{session_address(session.id)}/digest" if printed else "",
    )


def _not_yet(found: After) -> str:
    """Why there is nothing to see yet; empty if there is something."""
    if found.session.state in (SessionState.CANCELLING, SessionState.CANCELLED):
        return say("This session was cancelled, so nothing came after it.")
    if found.session.end > found.now:
        return say("This session is not over yet. From the day after it, you see here how it went.")
    if found.taken is None:
        return say("Attendance is still coming in. It is complete from the day after the session.")
    return ""


def _evidence(programme: Programme, found: After) -> Sequence[str]:
    """How we know who was there."""
    taken = found.taken
    if taken is None:
        return []
    at = date_and_time(taken.at, programme.zone)
    if taken.reason:
        return [say(WHY_NOT[taken.reason]), say("Settled on {date}.", date=at)]
    unmatched = say_many(
        "{count} of them could not be matched with anybody who signed up. They may be guests, or use another address.",
        "{count} of them could not be matched with anybody who signed up. They may be guests, or use another address.",
        count=taken.unmatched,
    )
    return [
        say_many(
            "By {count} report of Teams, with the minutes that each person was there.",
            "By {count} reports of Teams together, with the minutes that each person was there.",
            count=taken.reports,
        ),
        say_many(
            "{count} person or device was in the meeting.",
            "{count} people or devices were in the meeting.",
            count=taken.people,
        ),
        *([unmatched] if taken.unmatched else []),
        say("Settled on {date}. A later report would still be added.", date=at),
    ]
