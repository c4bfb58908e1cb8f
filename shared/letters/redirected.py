"""Redirected: a question did not go to the panel. The letter says why that can be, and where its author finds help.

It is the same letter whatever was asked. So no row needs to say what it was.
"""

from datetime import datetime

from shared.language.catalogue import say
from shared.letters.parts import sign_up_link, write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.registrations.rows import Registration, Standing
from shared.registrations.sign_up import SignUp
from shared.services import Services


def compose(
    services: Services,
    delivery: Delivery,
    now: datetime,  # noqa: ARG001 - letters are composed alike; this one is never too late
) -> Letter:
    """Wanted, however late, also by somebody who cancelled. `about` is a session, or a series without a session yet."""
    author = _author(services, delivery)
    entries = services.programme.not_for
    return write(
        services,
        "redirected",
        author.email,
        say("About your question for the café"),
        heading=say("Where to go with your question"),
        name=author.name,
        urgent=[one for one in entries if one.crisis],
        others=[one for one in entries if not one.crisis],
        sign_up_link=sign_up_link(services),
    )


def _author(services: Services, delivery: Delivery) -> SignUp:
    place = services.tables.get(Registration, (delivery.about, delivery.person))
    place_in_all = place or services.tables.get(Standing, (delivery.about, delivery.person))
    if place_in_all is None:
        raise Missed("the registration is not kept any more")
    return place_in_all.details
