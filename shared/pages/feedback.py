"""The feedback pages: one for people who came, and a shorter one for people who did not."""

from collections.abc import Mapping
from enum import StrEnum

from shared.language.catalogue import Marked, say
from shared.pages.character_count import character_count_words
from shared.programme.barriers import Barrier
from shared.programme.model import Programme
from shared.sessions.words import SessionWords
from shared.templates.rendering import render

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
        chosen=_several(values.get(Field.STOPPED_BY, [])),
        messages={field.value: errors.get(field, "") for field in Field},
        errors=[(field.value, errors[field]) for field in Field if field in errors],
        scores={score: say(words) for score, words in SCORES.items()},
        barriers=tuple(Barrier),
        longest=LONGEST,
        other_form=other_form,
        counting=character_count_words(),
    )


def were_you_there_page(programme: Programme, session: SessionWords, token: str) -> str:
    """The question that comes first where nobody knows whether the person was there. Each answer leads to its form."""
    return render("pages/were_you_there.html", programme=programme, session=session, address=f"/feedback/{token}")


def thanks_page(programme: Programme) -> str:
    """Thanks, after the feedback."""
    return render("pages/thanks.html", programme=programme)


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
