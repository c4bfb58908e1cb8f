"""Every sentence that people read is marked for translation; what is not marked is found, or excused here."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from shared.errors import Refusal
from tests.language.unmarked import unmarked_in_python, unmarked_in_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "shared" / "templates").rglob("*.html"))
MODULES = sorted([*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")])

PROGRAMS = "programs read it: it is part of a problem document, or of the description of the addresses"
TEAM = "whoever operates the café reads it: logs, metrics, health, the books, failed work"
FORMATS = "words of a format or a protocol"

EXCUSED_FILES: Mapping[str, str] = {
    "shared/audit_trail/words.py": "the names of acts, each beside the marked sentence that says it",
    "shared/bulletin/items.py": PROGRAMS,
    "shared/feedback/form_responses.py": PROGRAMS,
    "shared/forms/missing.py": PROGRAMS,
    "shared/forms/posted.py": PROGRAMS,
    "shared/forms/receiving.py": TEAM,
    "shared/privacy/erasing.py": PROGRAMS,
    "shared/registrations/correcting.py": PROGRAMS,
    "shared/mail/in_words.py": "the reasons that rows hold, each beside the marked sentence that says it",
    "shared/privacy/records.py": "whoever keeps the list reads it",
    "shared/sessions/rescheduling.py": PROGRAMS,
    "shared/web/description.py": PROGRAMS,
    "shared/web/openapi.py": PROGRAMS,
    "shared/web/refusals.py": PROGRAMS,
    "shared/web/requests.py": PROGRAMS,
    "shared/delivery/": TEAM,
    "shared/failures/": TEAM,
    "shared/operations/": TEAM,
    "shared/programme/reading.py": "whoever edits the programme file reads it",
    "shared/privacy/history.py": TEAM,
    "shared/programme/rules.py": "whoever edits the programme file reads it",
    "shared/settings.py": "whoever deploys the app reads it",
    "shared/telemetry/": TEAM,
    "shared/feeds/": FORMATS,
    "shared/bulletin/days.py": "what is looked for in news, which is in English",
    "shared/graph/": FORMATS,
    "shared/storage/": FORMATS,
    "shared/web/responses.py": FORMATS,
    "shared/web/principal.py": "roles, as the directory names them",
    "shared/gate/": "what is looked for in texts, which are in English",
}
"""Files, and folders, whose words stand on no page and in no mail."""

EXCUSED: Mapping[tuple[str, str], str] = {
    ("functions/bulletin/subscribing.py", "Email programs on the web post the one-click"): PROGRAMS,
    ("functions/console/failed_work.py", "refused again"): PROGRAMS,
    ("functions/console/failed_work.py", "to be sent"): PROGRAMS,
    ("functions/failed_work.py", "Give the month as in 2026-12."): PROGRAMS,
    ("functions/failed_work.py", "Give it as in 2026-12."): PROGRAMS,
    ("functions/pages.py", "Not found"): PROGRAMS,
    ("shared/feedback/answers.py", "cannot be used: "): TEAM,
    ("shared/figures/counting.py", "Not said"): "kept in rows; in_words.py prints it",
    ("shared/figures/counting.py", "on their own device"): "kept in rows; in_words.py prints it",
    ("shared/figures/disclosure.py", "Other"): "kept in rows; in_words.py prints it",
    ("shared/forms/answers.py", "answers that cannot be used: "): TEAM,
    ("shared/forms/answers.py", "a single value"): PROGRAMS,
    ("shared/forms/values.py", "Yes"): "what a Form's answer is compared with",
    ("shared/forms/values.py", "No"): "what a Form's answer is compared with",
    ("shared/letters/calendar/invitation.py", "-//Virtual Cafe//"): FORMATS,
    ("shared/letters/calendar/invitation.py", "text/calendar; charset=utf-8; method="): FORMATS,
    ("shared/text/plain.py", "C"): FORMATS,
}
"""Single texts, by their file and how they begin."""


def names_of_refusals(kind: type[Refusal] = Refusal) -> Iterator[str]:
    """The errors whose words are for the person who asked; from every module of the app."""
    import_module("function_app")  # and with it every module that has some
    for one in kind.__subclasses__():
        yield one.__name__
        yield from names_of_refusals(one)


def found() -> Iterator[tuple[str, str]]:
    refusals = set(names_of_refusals())
    for path in TEMPLATES:
        yield from ((path.relative_to(ROOT).as_posix(), text) for text in unmarked_in_template(path.read_text("utf-8")))
    for path in MODULES:
        said = unmarked_in_python(path.read_text("utf-8"), refusals)
        yield from ((path.relative_to(ROOT).as_posix(), text) for text in said)


def is_excused(file: str, text: str) -> bool:
    return file.startswith(tuple(EXCUSED_FILES)) or any(
        file == where and text.startswith(beginning) for where, beginning in EXCUSED
    )


def test_every_sentence_that_people_read_is_marked() -> None:
    assert [one for one in found() if not is_excused(*one)] == []


def test_every_excuse_is_needed() -> None:
    said = list(found())
    idle_files = [where for where in EXCUSED_FILES if not any(file.startswith(where) for file, _ in said)]
    idle = [
        (where, beginning)
        for where, beginning in EXCUSED
        if not any(file == where and text.startswith(beginning) for file, text in said)
    ]
    assert (idle_files, idle) == ([], [])


# --- the finder finds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>You have a place.</p>", ["You have a place."]),
        ("<p>{% trans %}You have a place.{% endtrans %} See you <b>there</b>.</p>", ["See you", "there"]),
        ("{% if waiting %}<h2>Leave</h2>{% endif %}", ["Leave"]),
        ("{% block title %}Sign up{% endblock %}", ["Sign up"]),
        ("{% macro hint() %}in an hour{% endmacro %}", ["in an hour"]),
        ('<nav aria-label="Back"></nav>', ["Back"]),
        ('{{ button({"text": "Save"}) }}', ["Save"]),
        ('{{ button({"text": _("Save"), "hint": "It is kept."}) }}', ["It is kept."]),
        ('{{ "no place" if gone else _("a place") }}', ["no place"]),
        ('{{ _("Dear %(name)s", name="dear colleague") }}', ["dear colleague"]),
    ],
)
def test_what_a_template_does_not_mark_is_found(source: str, said: list[str]) -> None:
    assert unmarked_in_template(source) == said


@pytest.mark.parametrize(
    "source",
    [
        "{# A comment of ours. #}<style>p { color: red; }</style>",
        "<p>{% trans day=session.day %}This is about {{ day }} alone.{% endtrans %}</p>",
        "{% trans count=n %}One place{% pluralize %}{{ count }} places{% endtrans %}",
        '<p class="nhsuk-lede-text" style="text-align: left;">{{ words }}, {{ 12 }} – {{ name }}</p>',
        '{{ button({"text": _("Save"), "variant": "secondary", "classes": "nhsuk-u-margin"}) }}',
        "{{ 'text-align: left;' if first else 'text-align: right; overflow-wrap: normal;' }}",
    ],
)
def test_what_a_template_marks_or_need_not_mark_is_left_alone(source: str) -> None:
    assert unmarked_in_template(source) == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('heading = "You have a place"', ["You have a place"]),
        ('STATUS = {"gone": "Cancelled", "there": Marked("Registered")}', ["Cancelled"]),
        ('words = f"Next: {when}"', ["Next: "]),
        ('words = say("{who} comes", who="Nobody else")', ["Nobody else"]),
        ('words = name + " is cancelled"', [" is cancelled"]),
        ('def page(title: str = "Page not found") -> str:\n    return title', ["Page not found"]),
        ('raise NothingToSend("There is nothing to send.")', ["There is nothing to send."]),
    ],
)
def test_what_a_module_does_not_mark_is_found(source: str, said: list[str]) -> None:
    assert unmarked_in_python(source, {"NothingToSend"}) == said


@pytest.mark.parametrize(
    "source",
    [
        '"""Words about the module."""',
        'def page() -> str:\n    """The page of it."""\n    return say("The page")',
        'log.info("a sign-up came", extra={"road": "page"})',
        'raise Missed("the session is over")',
        'days = say_many("{count} day", "{count} days", count=3)',
        'kind: Literal["not known", "level"] = "level"',
        'address = f"{site}/my/{token}"; form = {"type": "email", "autocomplete": "organization-title"}',
    ],
)
def test_what_a_module_marks_or_need_not_mark_is_left_alone(source: str) -> None:
    assert unmarked_in_python(source, {"NothingToSend"}) == []
