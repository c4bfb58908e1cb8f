"""Which file composes which kind of letter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from shared.letters import (
    alert,
    briefing,
    briefing_update,
    bulletin,
    bulletin_draft,
    cancellation,
    changed,
    confirmation,
    digest,
    feedback,
    held,
    mend,
    redirected,
    reminder,
    seat,
    session_cancelled,
    subscription,
)
from shared.mail.letter import Letter
from shared.mail.rows import Delivery, MailKind
from shared.services import Services


class Compose(Protocol):
    """How every kind is composed, at the moment of sending."""

    def __call__(self, services: Services, delivery: Delivery, now: datetime) -> Letter:
        """The letter as the rows are now. Raises `Missed` if it is no longer wanted."""


COMPOSE: Mapping[MailKind, Compose] = {
    MailKind.CONFIRMATION: confirmation.compose,
    MailKind.SEAT: seat.compose,
    MailKind.CANCELLATION: cancellation.compose,
    MailKind.CHANGED: changed.compose,
    MailKind.SESSION_CANCELLED: session_cancelled.compose,
    MailKind.REDIRECTED: redirected.compose,
    MailKind.REMINDER: reminder.compose,
    MailKind.BRIEFING: briefing.compose,
    MailKind.BRIEFING_UPDATE: briefing_update.compose,
    MailKind.FEEDBACK: feedback.compose,
    MailKind.DIGEST: digest.compose,
    MailKind.HELD: held.compose,
    MailKind.BULLETIN_DRAFT: bulletin_draft.compose,
    MailKind.BULLETIN: bulletin.compose,
    MailKind.SUBSCRIPTION: subscription.compose,
    MailKind.MEND: mend.compose,
    MailKind.ALERT: alert.compose,
}
