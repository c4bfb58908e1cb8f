"""The alert tells the team that operates the café what failed and is kept. It comes once an hour for each cause."""

from datetime import datetime, timedelta

from shared.failures import failed_work
from shared.failures.in_words import fact_words, step_words
from shared.language.catalogue import say, say_many
from shared.language.dates import date_and_time
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services

WINDOW = timedelta(days=1)
"""How long this is news. If the fault goes on, there are newer alerts."""


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:
    """The alert, with the figures as they are now. Raises `Missed` if nothing with this cause is kept any more."""
    rows = list(failed_work.kept(services, delivery.about, delivery.detail))
    operations = services.programme.about.operations
    if now > delivery.due + WINDOW:
        raise Missed("it is more than a day old")
    if not rows:
        raise Missed("it was dealt with meanwhile")
    if services.keys.person(operations) != delivery.person:
        raise Missed("somebody else operates the café now")
    step = step_words(delivery.about)
    since, zone = min(row.first_at for row in rows), services.programme.zone
    return write(
        services,
        "alert",
        operations,
        say("Failed and kept: {step}", step=step),
        heading=say_many(
            "{step}: {count} failed and kept",
            "{step}: {count} failed and kept",
            count=len(rows),
            step=step,
        ),
        facts=[
            (say("Step"), step),
            *fact_words(services.programme, rows),
            (say("Kept"), str(len(rows))),
            (say("Since"), date_and_time(since, zone)),
        ],
        link=f"{services.settings.site_url}/console/failed-work/{delivery.detail}",
    )
