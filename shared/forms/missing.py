"""Missing responses: the Form has them, but the café does not."""

import logging
from datetime import datetime, timedelta

from shared.errors import NotThere
from shared.forms.arrivals import arrivals_of, last_arrival
from shared.services import Services
from shared.sessions.rows import OpenSession

log = logging.getLogger(__name__)


FETCHED_BY = timedelta(days=1)
"""The nightly flow has this long to fetch missing responses before we tell anybody."""


class NoSuchForm(NotThere):
    """The programme file does not name such a Form."""


def form_named(services: Services, name: str) -> str:
    """The id of the Form that has this name in flows. Raises `NoSuchForm`."""
    forms = services.programme.forms
    ids = {"sign-up": forms.sign_up.id, "feedback": forms.feedback.id if forms.feedback else ""}
    if not ids.get(name):
        raise NoSuchForm("There is no such Form.")
    return ids[name]


def report_missing(services: Services, now: datetime) -> list[str]:
    """What the team should know about the Forms. Each sentence goes to the log, where an alert finds it."""
    forms = services.programme.forms
    told = [*_never_came(services, "sign-up", forms.sign_up.id, now), *_silent(services, now)]
    if forms.feedback:
        told += _never_came(services, "feedback", forms.feedback.id, now)
    for sentence in told:
        log.warning("%s", sentence)
    return told


def _never_came(services: Services, name: str, form_id: str, now: datetime) -> list[str]:
    arrivals = arrivals_of(services, form_id, now)
    missing = arrivals.missing if arrivals else {}
    late = sorted(number for number, since in missing.items() if now - since >= FETCHED_BY)
    return [f"responses never arrived: {name} {', '.join(map(str, late))}"] if late else []


def _silent(services: Services, now: datetime) -> list[str]:
    """A silent sign-up Form is a fault only while there is something to sign up for."""
    form = services.programme.forms.sign_up
    newest_at = last_arrival(services, form.id)
    if newest_at is None or now - newest_at < timedelta(days=form.silent_days):
        return []
    open_for_sign_up = any(True for _ in services.tables.partition(OpenSession, OpenSession.PARTITION))
    return [f"a Form is silent: no response for {form.silent_days} days"] if open_for_sign_up else []
