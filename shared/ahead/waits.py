"""What waits for somebody of the team: numbers, each with its list behind it. What they may not see is not counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.ahead.listing import Ahead
from shared.attention.matters import matters
from shared.attention.rows import MatterKind
from shared.bulletin.rows import Issue, IssueState
from shared.failures import failed_work
from shared.forms.mending import series_of
from shared.held.reach import texts_for
from shared.operations.waiting import series_of_matter
from shared.services import Services
from shared.sessions.rows import Session
from shared.web.principal import Principal, Role
from shared.web.reach import Reach


@dataclass(frozen=True)
class Waits:
    """How much of each kind waits."""

    drafts: Sequence[Issue] = ()
    held_texts: int = 0
    matters: Counter[MatterKind] = field(default_factory=Counter)
    refused_sign_ups: int = 0
    unreported: Sequence[Session] = ()
    """The sessions for which no report told who came."""
    unmatched: Sequence[tuple[Session, int]] = ()
    """The sessions with people whom we cannot match with anybody, and how many."""
    failed: int = 0
    unknown: int = 0
    """Emails of which nobody knows whether they were sent."""

    def of(self, *kinds: MatterKind) -> int:
        """How many matters of these kinds wait."""
        return sum(self.matters[kind] for kind in kinds)


def what_waits(services: Services, ahead: Ahead, somebody: Principal, reach: Reach, now: datetime) -> Waits:
    """What waits for this person. Each list is read once, however much is in it."""
    drafts = [issue for issue in ahead.issues if issue.state is IssueState.DRAFT][-1:]
    if not somebody.may(Role.FACILITATOR):
        return Waits(drafts=drafts)
    failed = Counter(
        row.step
        for row in failed_work.kept(services)
        if (reach.has(series_of(services, row)) if row.step == failed_work.SIGN_UP else somebody.may(Role.ADMIN))
    )
    settled = [
        (session, ahead.entries[session.id])
        for session in sorted(ahead.sessions.values(), key=lambda one: one.start)
        if ahead.entries[session.id].settled_at and reach.has((session.series,))
    ]
    return Waits(
        drafts=drafts,
        held_texts=len(texts_for(services, reach, now)),
        matters=Counter(one.kind for one in matters(services) if reach.has(series_of_matter(services, one))),
        refused_sign_ups=failed[failed_work.SIGN_UP],
        unreported=[session for session, entry in settled if not entry.reported],
        unmatched=[(session, entry.unmatched) for session, entry in settled if entry.unmatched],
        failed=failed.total() - failed[failed_work.SIGN_UP] - failed[failed_work.UNKNOWN_DELIVERY],
        unknown=failed[failed_work.UNKNOWN_DELIVERY],
    )
