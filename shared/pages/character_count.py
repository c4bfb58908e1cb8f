"""How many characters are left. NHS.UK's script says this beside a text area while somebody types."""

from collections.abc import Callable, Mapping

from shared.language.catalogue import ENGLISH, language, say, say_many

FORMS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 100}
"""The plural forms that browsers know (Unicode CLDR), each with a number that takes it. In Welsh all six differ."""

COUNT = "%{count}"
"""Where the script puts the number."""


def character_count_words() -> Mapping[str, object]:
    """The macro `characterCount`'s options that hold words. In English the script knows most of its words itself."""
    at_first = {"textareaDescriptionText": say("You can enter up to {number} characters", number=COUNT)}
    if language() == ENGLISH:
        return at_first
    return at_first | {
        "charactersUnderLimitText": _in_every_form(_left),
        "charactersAtLimitText": _left(0).replace(COUNT, "0"),
        "charactersOverLimitText": _in_every_form(_too_many),
    }


def _in_every_form(words: Callable[[int], str]) -> Mapping[str, str]:
    return {form: words(number) for form, number in FORMS.items()}


def _left(count: int) -> str:
    return say_many(
        "You have {number} character remaining", "You have {number} characters remaining", count=count, number=COUNT
    )


def _too_many(count: int) -> str:
    return say_many(
        "You have {number} character too many", "You have {number} characters too many", count=count, number=COUNT
    )
