"""Did somebody really ask for the bulletin? The owner of the address says so, or does nothing."""

from datetime import datetime, timedelta

from shared.bulletin.issues import audience_name
from shared.bulletin.rows import Subscription
from shared.bulletin.subscriptions import is_active
from shared.keys import Link
from shared.language.catalogue import say
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services

WINDOW = timedelta(days=7)
"""How long after its due time the question still makes sense."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """The question. Raises `Missed` for a request that is confirmed, gone or a week old."""
    row = services.tables.get(Subscription, (delivery.about, delivery.person))
    if row is None or not row.email:
        raise Missed("nobody asks for it any more")
    if is_active(row):
        raise Missed("already subscribed")
    if now > delivery.due + WINDOW:
        raise Missed("asked for more than a week ago")
    token = services.keys.sign(Link.SUBSCRIBE, row.audience, row.person)
    return write(
        services,
        "subscription",
        row.email,
        say("{cafe}: do you want the bulletin?", cafe=services.programme.about.name),
        heading=say("Do you want the bulletin?"),
        audience=audience_name(services.programme, row.audience),
        link=f"{services.settings.site_url}/bulletin/confirm/{token}",
    )
