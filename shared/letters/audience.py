"""Audience: a sign-up waits for a person's decision, because its grade or role belongs to another series."""

import json
from datetime import datetime

from shared.forms.answers import read_answers
from shared.forms.rows import FormResponse, ResponseState
from shared.language.catalogue import say
from shared.letters.parts import write
from shared.mail.letter import Letter, Missed
from shared.mail.rows import Delivery
from shared.services import Services


def compose(services: Services, delivery: Delivery, now: datetime) -> Letter:  # noqa: ARG001 - every kind is composed so
    """`about` is the response's key. `detail` ends in "refused" for the mail about a refusal."""
    form, _, response = delivery.about.rpartition(".")
    row = services.tables.get(FormResponse, (form, response))
    if row is None or not row.raw or row.series:
        raise Missed("the sign-up was accepted or removed meanwhile")
    is_refusal = delivery.detail.endswith(f".{ResponseState.REFUSED}")
    if is_refusal != (row.state is ResponseState.REFUSED):
        raise Missed("the sign-up was decided about meanwhile")
    details = read_answers(json.loads(row.raw), services.programme).sign_ups[0]
    about = services.programme.about
    return write(
        services,
        "audience",
        details.email,
        say("{cafe}: we did not sign you up", cafe=about.name)
        if is_refusal
        else say("{cafe}: we are looking at your sign-up", cafe=about.name),
        heading=say("We did not sign you up") if is_refusal else say("We are looking at your sign-up"),
        name=details.name,
        words=row.words if is_refusal else "",
        contact=about.contact,
    )
