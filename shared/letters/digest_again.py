"""The digest of a session as its facilitators got it, to be read again in the console."""

from datetime import datetime

from shared.errors import NotThere
from shared.language.catalogue import say
from shared.letters import digest
from shared.mail.deliveries import purpose_of
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery, MailKind
from shared.services import Services
from shared.sessions.rows import Session


def digest_again(services: Services, session: Session, now: datetime) -> Letter:
    """The letter as the first facilitator of the series gets it. Raises `NotThere` if there is none."""
    hosts = services.programme.facilitators_of(session.series)
    if not hosts:
        raise NotThere(say("This session has no digest."))
    to_first = Delivery(
        purpose=purpose_of(session.occasion, MailKind.DIGEST),
        person=services.keys.person(hosts[0].email),
        kind=MailKind.DIGEST,
        about=session.id,
        due=now,
    )
    try:
        return digest.compose(services, to_first, now)
    except Missed as nothing:
        raise NotThere(say("This session has no digest.")) from nothing
