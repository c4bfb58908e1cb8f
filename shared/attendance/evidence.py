"""Evidence: the reports of a session's meeting, and whether there may be more of them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.attendance.hours import Seen, during, last_end
from shared.attendance.rows import NotTaken
from shared.graph.protocol import NothingDone, NotPermitted
from shared.services import Services
from shared.sessions.rows import Session

log = logging.getLogger(__name__)

ANOTHER_REPORT = timedelta(hours=1)
"""How long after the session we wait for another report, if the meeting ended early and may have begun again."""

GIVE_UP = timedelta(hours=24)
"""How long after the end we wait for a report. Microsoft documents no figure. Minutes to hours are usual."""

GIVE_UP_ON_GRAPH = timedelta(hours=48)
"""How long after the end we wait while Graph does not answer: there may be a report."""


@dataclass(frozen=True)
class Evidence:
    """The people who were there in the hour, in how many reports, and when the last meeting ended."""

    seen: Sequence[Seen] = ()
    reports: int = 0
    last_end: datetime | None = None
    missing: NotTaken | None = None
    """Why there is no report."""


def ask(services: Services, session: Session) -> Evidence:
    """The reports that there are now."""
    if not session.join_url:
        return Evidence(missing=NotTaken.NO_MEETING)
    try:
        reports = services.graph.attendance(session.join_url)
    except NotPermitted as refused:  # somebody may grant the policy today
        log.warning("attendance refused", extra={"session": session.id, "reason": str(refused)})
        return Evidence(missing=NotTaken.NOT_PERMITTED)
    except NothingDone as away:
        log.warning("waiting for attendance", extra={"session": session.id, "reason": str(away)})
        return Evidence(missing=NotTaken.NO_ANSWER)
    if not reports:
        return Evidence(missing=NotTaken.NO_REPORT)
    hour = session.start, session.end
    return Evidence(during(reports, *hour), len(reports), last_end(reports, *hour))


def is_all(evidence: Evidence, session: Session, now: datetime) -> bool:
    """Whether to settle with it. A report without anybody may be of a trial the day before."""
    if evidence.seen:
        is_over = evidence.last_end is not None and evidence.last_end >= session.end
        return is_over or now >= session.end + ANOTHER_REPORT
    patience = GIVE_UP_ON_GRAPH if evidence.missing is NotTaken.NO_ANSWER else GIVE_UP
    return now >= session.end + patience
