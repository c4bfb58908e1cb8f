"""Stopped: the person no longer comes to every session. One letter names all dates that they gave up."""

from dataclasses import replace
from datetime import datetime

from shared.graph.protocol import Attachment
from shared.language.catalogue import say
from shared.letters.dates import Taken, each_wanted, taken_by
from shared.letters.parts import calendar_file, not_over, sign_up_link, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import RegistrationState
from shared.services import Services
from shared.sessions.words import session_words


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Of every session (`about` and `also`) that the person gave up. Missed if they came back to all of them."""
    gone = each_wanted(delivery, lambda one: _gone(services, one, now))
    words = [session_words(services.programme, one.session) for one in gone]
    details = gone[0].registration.details
    return write(
        services,
        "stopped",
        details.email,
        say("You no longer come to every session: {session}", session=words[0].title),
        heading=say("You no longer come to every session"),
        attachments=[_removal(services, one, now) for one in gone],
        name=details.name,
        title=words[0].title,
        dates=[one.when for one in words],
        sign_up_link=sign_up_link(services),
    )


def _gone(services: Services, delivery: Delivery, now: datetime) -> Taken:
    taken = taken_by(services, delivery)
    if taken.registration.state is not RegistrationState.CANCELLED:
        raise Missed("the person came back")
    not_over(taken.session, now)
    return taken


def _removal(services: Services, one: Taken, now: datetime) -> Attachment:
    """A removal names one entry only, so each date has its own file (RFC 5546)."""
    file = calendar_file(services, one.session, one.registration, "CANCEL", now)
    return replace(file, name=f"cancel-{one.session.start.astimezone(services.programme.zone):%Y-%m-%d}.ics")
