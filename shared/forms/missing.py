"""What never came: responses that the Form has and the café has not."""

import logging
from datetime import datetime, timedelta

from shared.errors import NotThere
from shared.forms.arrivals import last_arrival, look
from shared.services import Services
from shared.sessions.rows import OpenSession

log = logging.getLogger(__name__)


FETCHED_BY = timedelta(days=1)
"""How long the nightly flow has to fetch what is missing before anybody is told."""


class NoSuchForm(NotThere):
    """The programme file names no such Form."""


def form_named(services: Services, name: str) -> str:
    """The id of the Form that flows call by this name. Raises `NoSuchForm`."""
    forms = services.programme.forms
    ids = {"sign-up": forms.sign_up.id, "feedback": forms.feedback.id if forms.feedback else ""}
    if not ids.get(name):
        raise NoSuchForm("There is no such Form.")
    return ids[name]


def tell_what_never_came(services: Services, now: datetime) -> list[str]:
    """What the team should know about the Forms; each goes to the log, where an alert waits for it."""
    forms = services.programme.forms
    told = [*_never_came(services, "sign-up", forms.sign_up.id, now), *_silent(services, now)]
    if forms.feedback:
        told += _never_came(services, "feedback", forms.feedback.id, now)
    for sentence in told:
        log.warning("%s", sentence)
    return told


def _never_came(services: Services, name: str, form_id: str, now: datetime) -> list[str]:
    arrivals = look(services, form_id, now)
    missing = arrivals.missing if arrivals else {}
    late = sorted(number for number, since in missing.items() if now - since >= FETCHED_BY)
    return [f"responses never arrived: {name} {', '.join(map(str, late))}"] if late else []


def _silent(services: Services, now: datetime) -> list[str]:
    """Silence of the sign-up Form is amiss only while there is something to sign up for."""
    form = services.programme.forms.sign_up
    newest_at = last_arrival(services, form.id)
    if newest_at is None or now - newest_at < timedelta(days=form.silent_days):
        return []
    open_for_sign_up = any(True for _ in services.tables.partition(OpenSession, OpenSession.PARTITION))
    return [f"a Form is silent: no response for {form.silent_days} days"] if open_for_sign_up else []
