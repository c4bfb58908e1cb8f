"""Is this your address? Somebody signed up with it, or asked for the bulletin. Its owner says so, or does nothing."""

from datetime import datetime, timedelta

from shared.bulletin.issues import audience_name
from shared.forms.confirmed import pending
from shared.keys import Link
from shared.language.catalogue import say
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services
from shared.sessions.words import session_words

WINDOW = timedelta(days=1)
"""How long after its due time the question may still go. Whoever asks again tomorrow is asked again."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """The question. Raises `Missed` if nothing waits for the answer any more. It repeats no words of who posted."""
    waiting = pending(services, delivery.person, now)
    if not waiting.address:
        raise Missed("nothing waits for an answer")
    if now > delivery.due + WINDOW:
        raise Missed("asked for more than a day ago")
    token = services.keys.sign(Link.ADDRESS, delivery.person)
    return write(
        services,
        "address",
        waiting.address,
        say("{cafe}: is this your address?", cafe=services.programme.about.name),
        heading=say("Is this your address?"),
        dates=[session_words(services.programme, session).subject for session in waiting.sessions],
        bulletins=[audience_name(services.programme, audience) for audience in waiting.audiences],
        link=f"{services.settings.site_url}/confirm/{token}",
    )
