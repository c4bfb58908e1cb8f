"""Held texts: one person is asked to read what the gate is not certain of. The letter quotes nothing."""

from datetime import datetime

from shared.held.waiting import waiting_texts
from shared.language.catalogue import say, say_many
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """Wanted as long as a text waits, by the person who reads them now."""
    reader = services.programme.reads_held_texts
    if services.keys.person(reader.email) != delivery.person:
        raise Missed("somebody else reads held texts now")
    waiting = waiting_texts(services, now)
    if not waiting:
        raise Missed("no text waits any more")
    count = say_many("{count} text waits for you.", "{count} texts wait for you.", count=len(waiting))
    return write(
        services,
        "held",
        reader.email,
        say("Please read: texts that wait for you"),
        heading=say("Texts wait for you"),
        name=reader.name,
        count=count,
        link=f"{services.settings.site_url}/console/held",
    )
