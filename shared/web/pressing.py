"""Pressing again: what a counted form asks of people while very many posts come.

First it shows their answers and asks for a second press. A program that only posts does not give it, and somebody
who signs up does. When far too many posts come, nobody's post is taken for a while. The answers stay on the page
each time, and one press sends them again.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import azure.functions as func

from shared.keys import BadLink, Keys, Link
from shared.language.catalogue import say
from shared.pressure.counting import WINDOW, Pressure
from shared.templates.rendering import render
from shared.web.doors import Asked
from shared.web.requests import Fields, all_of, pairs_of
from shared.web.responses import busy, page

PROOF = "proof"
"""The hidden field that says which answers somebody was shown, and when."""

SOONEST, LATEST = timedelta(seconds=2), timedelta(hours=2)
"""A person needs this long to look at the answers. After two hours they look again."""


def press_again(asked: Asked, answers: Fields, labels: Mapping[str, str]) -> func.HttpResponse | None:
    """The page that asks for one more press, or None if these answers can be taken now.

    `answers` are all the fields to send again. `labels` are the words of those that people see, in order.
    """
    match asked.pressure:
        case Pressure.FREE:
            return None
        case Pressure.STEP_UP if _was_shown(asked, answers):
            return None
        case Pressure.STEP_UP:
            return page(_page(asked, answers, labels))
    return busy(_page(asked, answers, labels), WINDOW)


def _page(asked: Asked, answers: Fields, labels: Mapping[str, str]) -> str:
    full = asked.pressure is Pressure.FULL
    return render(
        "pages/press_again.html",
        programme=asked.services.programme,
        heading=say("Too many people are sending this form") if full else say("Check your answers"),
        words=say(
            "We cannot take your answers at this moment. They are all on this page. Wait 10 minutes, then select "
            "‘Send again’."
        )
        if full
        else say("We get very many forms at the moment. Check that this is what you want to send."),
        button=say("Send again") if full else say("Send my answers"),
        shown=[(label, "\n".join(all_of(answers, name))) for name, label in labels.items() if answers.get(name)],
        hidden=pairs_of(answers),
        proof=_proof(asked.services.keys, answers, asked.now),
    )


def _digest(keys: Keys, answers: Fields) -> str:
    return keys.of("answers", json.dumps(dict(answers), sort_keys=True))


def _proof(keys: Keys, answers: Fields, now: datetime) -> str:
    return keys.sign(Link.PRESS, _digest(keys, answers), now.isoformat(timespec="seconds"))


def _was_shown(asked: Asked, answers: Fields) -> bool:
    """Whether the person was shown just these answers, a little while ago."""
    keys = asked.services.keys
    try:
        digest, shown_at = keys.unsign(Link.PRESS, str(asked.fields.get(PROOF, "")))
    except (BadLink, ValueError):
        return False
    return digest == _digest(keys, answers) and SOONEST <= asked.now - datetime.fromisoformat(shown_at) <= LATEST
