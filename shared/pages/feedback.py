"""The feedback pages: one for people who came, and a shorter one for people who did not."""

from collections.abc import Mapping
from enum import StrEnum

from shared.gate.hearing import Heard
from shared.gate.judging import Outcome
from shared.language.catalogue import Marked, say
from shared.pages.character_count import character_count_words
from shared.programme.barriers import Barrier
from shared.programme.model import Programme
from shared.sessions.words import SessionWords
from shared.templates.rendering import render
from shared.web.notices import notice_page
from shared.web.requests import all_of

LONGEST = 2_000
"""The most characters of an answer in somebody's own words."""

SCORES = {
    5: Marked("5 – very useful"),
    4: Marked("4 – useful"),
    3: Marked("3 – somewhat useful"),
    2: Marked("2 – a little useful"),
    1: Marked("1 – not useful"),
}
"""How useful the session was, as the page offers it."""


class Field(StrEnum):
    """The names of the form's fields. `CAME` ("yes" or "no") says which of the two forms was answered."""

    CAME = "came"
    SCORE = "score"
    CHANGE = "change"
    UNANSWERED = "unanswered"
    STOPPED_BY = "stopped_by"
    WORDS = "words"


def feedback_page(
    programme: Programme,
    session: SessionWords,
    *,
    came: bool,
    values: Mapping[str, str | list[str]],
    errors: Mapping[Field, str],
    other_form: str = "",
) -> str:
    """The form, with what was answered so far and what is wrong with it, field by field.

    `other_form` is the address of the other form, for somebody whose attendance we got wrong.
    """
    return render(
        "pages/feedback.html",
        programme=programme,
        session=session,
        came=came,
        values={field.value: values.get(field, "") for field in Field},
        chosen=all_of(values, Field.STOPPED_BY),
        messages={field.value: errors.get(field, "") for field in Field},
        errors=[(field.value, errors[field]) for field in Field if field in errors],
        scores={score: say(words) for score, words in SCORES.items()},
        barriers=tuple(Barrier),
        longest=LONGEST,
        other_form=other_form,
        counting=character_count_words(),
    )


def thanks_page(programme: Programme, heard: Heard | None = None) -> str:
    """Thanks, after the feedback. What the gate heard in it is answered here: help in a crisis comes first."""
    heard = heard or Heard({})
    return render(
        "pages/thanks.html",
        programme=programme,
        help=heard.help,
        signposts=heard.signposts,
        is_held=bool(heard.fields(Outcome.HELD, Outcome.CRISIS)),
    )


def answered_before_page(programme: Programme) -> str:
    """For somebody who has answered about this session already."""
    words = (
        say("You have already told us about this session. Thank you."),
        say(
            "Because we keep answers without a name, we cannot find yours to change it. If you want to add something, "
            "email {contact}",
            contact=programme.about.contact,
        ),
    )
    return notice_page(programme, say("You have already answered"), words)


def were_you_there_page(programme: Programme, session: SessionWords, token: str) -> str:
    """The question that comes first where nobody knows whether the person was there. Each answer leads to its form."""
    return render("pages/were_you_there.html", programme=programme, session=session, address=f"/feedback/{token}")
