"""Values of a Form's response: from the connector's output to texts and the meanings of options.

One choice is the words of its option. Several choices are text that holds a JSON array. No choice is "". Flows
that people build with the connector also send real arrays, numbers, booleans and null.
"""

from collections.abc import Sequence

from shared.programme.forms import FormQuestion
from shared.text.plain import folded, in_one_line, read_json

LARGEST = 10**18
"""No answer to our questions is a number as large as this."""


def parsed(text: str) -> object:
    """The JSON in the text, or the text itself if it is not JSON or is nested too deeply."""
    try:
        value = read_json(text.strip().removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return text
    return value


def texts(value: object) -> list[str]:
    """The texts of a value: none if it is blank, several for an array. An object is not an answer."""
    if isinstance(value, str):
        return _written(value)
    if isinstance(value, list):
        return [text for one in value if not isinstance(one, list) for text in texts(one)]
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    return [_number(value)] if isinstance(value, int | float) and abs(value) < LARGEST else []


def meanings(parts: Sequence[str], question: FormQuestion) -> list[str | None]:
    """What each choice means, or None if it is not an option. A workbook writes several choices as `A;B;`."""
    choices = [
        choice for part in parts for choice in ([part] if meaning(part, question) is not None else part.split(";"))
    ]
    return [meaning(choice, question) for choice in choices if folded(choice)]


def meaning(choice: str, question: FormQuestion) -> str | None:
    """What this choice means in the programme file. The choice can be the option's words, or its meaning."""
    wanted = folded(choice)
    for option, means in question.options.items():
        if wanted == folded(option):
            return means
    named = (means for means in question.options.values() if wanted and wanted == folded(means))
    return next(named, None)


def _written(text: str) -> list[str]:
    held = parsed(text) if text.lstrip().startswith("[") else None
    if isinstance(held, list) and all(isinstance(one, str) for one in held):
        return texts(held)
    return [text] if in_one_line(text) else []


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
