"""Mend: a sign-up of the Form could not be used. Its author gets a link to the page where they correct it."""

from datetime import datetime, timedelta

from shared.failures import failed_work
from shared.forms import mending
from shared.keys import Link
from shared.language.catalogue import say
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services

WINDOW = timedelta(days=7)
"""After this the session that the person wanted may be over."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """`about` is the id of the refused response. Wanted for a week, until somebody mends or drops it."""
    row = failed_work.find(services, failed_work.SIGN_UP, delivery.about)
    if row is None:
        raise Missed("it was mended or dropped meanwhile")
    if now > row.first_at + WINDOW:
        raise Missed("it was refused more than a week ago")
    address = mending.address_of(services, row)
    if services.keys.person(address) != delivery.person:
        raise Missed("it has no usable address")
    return write(
        services,
        "mend",
        address,
        say("{cafe}: please correct your sign-up", cafe=services.programme.about.name),
        heading=say("Please correct your sign-up"),
        name=mending.name_of(services, row),
        wrong=[
            say("{question}: {what}", question=one.title, what=one.message)
            for one in mending.wrong_answers(services, row)
        ],
        link=f"{services.settings.site_url}/sign-up/mend/{services.keys.sign(Link.MEND, row.id)}",
    )
