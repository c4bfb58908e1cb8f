"""Writes the ids of a Form's questions into the programme file, from one response to the Form.

    python -m scripts.form_mapping RESPONSE.json [--form sign_up|feedback] [--form-id ID] [--programme FILE] [--write]

RESPONSE.json is the output of "Get response details" for one response with the sample answers of docs/form.md. Each
answer tells which question it belongs to. If no sample answer settles a question, the command asks you. Without
`--write` it only shows the new lines.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from shared.forms.answers import NotAResponse, response_body
from shared.forms.values import texts
from shared.programme.forms import Answer, FeedbackAnswer, FormQuestion
from shared.programme.reading import ProgrammeError, parse_programme, read_programme
from shared.text.plain import folded

SAMPLES: Mapping[str, Mapping[str, str]] = {
    "sign_up": {
        Answer.NAME: "Sample Name",
        Answer.EMAIL: "sample.person@example.org",
        Answer.ROLE: "Sample role",
        Answer.SPECIALTY: "Sample specialty",
        Answer.PROVIDER: "Sample provider",
        Answer.MOVED_FROM: "Sample region",
        Answer.ACCESS_NEEDS: "Sample needs",
        Answer.QUESTION: "Sample question",
        Answer.AGREEMENT: "I agree",
        Answer.SEND_ANSWERS: "Yes",
        Answer.SEND_BULLETIN: "No",
        Answer.FOLLOW_UP: "Yes",
    },
    "feedback": {
        FeedbackAnswer.CAME: "Yes",
        FeedbackAnswer.SCORE: "4",
        FeedbackAnswer.CHANGE: "Sample change",
        FeedbackAnswer.UNANSWERED: "Sample open question",
        FeedbackAnswer.WORDS: "Sample words",
    },
}
"""The answers in docs/form.md. For the other questions any option will do: each has options of its own."""

QUESTION_ID = re.compile(r"r[0-9a-f]{32}")

type Ask = Callable[[str, Sequence[str]], str]


class Unclear(Exception):
    """The response does not settle which question is which. The words say what to do."""


def main(line: Sequence[str]) -> int:
    """0 if all questions were found."""
    given = _arguments(line)
    try:
        text = given.programme.read_text("utf-8")
        raw = response_body(json.loads(given.response.read_text("utf-8")))
        found = matched(raw, _questions(given.programme, given.form), given.form, _ask)
        changed = with_ids(text, given.form, found, given.form_id)
        parse_programme(changed)
    except (OSError, ValueError, NotAResponse, ProgrammeError, Unclear) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    if given.write:
        given.programme.write_text(changed, "utf-8")
    else:
        print("\n".join(_section(changed, given.form)))
    left = sorted(set(_questions(given.programme, given.form)) - set(found))
    print(f"# {len(found)} questions found" + (f"; not in this Form: {', '.join(left)}" if left else ""))
    return 0


def matched(raw: Mapping[str, object], questions: Mapping[str, FormQuestion], form: str, ask: Ask) -> dict[str, str]:
    """The id of each question, by what was answered. Raises `Unclear`."""
    left = {key: texts(value) for key, value in raw.items() if QUESTION_ID.fullmatch(key) and texts(value)}
    found: dict[str, str] = {}
    for expected in (_the_sample, _the_options):
        for field, question in questions.items():
            wanted = expected(form, field, question)
            keys = [key for key, parts in left.items() if wanted and {folded(part) for part in parts} <= wanted]
            if field not in found and len(keys) == 1:
                found[field] = keys[0]
                del left[keys[0]]
    for key, parts in left.items():
        open_fields = [field for field in questions if field not in found]
        chosen = ask("; ".join(parts), open_fields) if open_fields else ""
        if chosen:
            found[chosen] = key
    return found


def with_ids(text: str, form: str, found: Mapping[str, str], form_id: str) -> str:
    """The programme file with these ids, and without the questions that the Form does not ask. All else stays."""
    lines, field, kept = [], "", True
    for line in text.splitlines(keepends=True):
        if section := re.match(r"\[(.+)\]", line):
            within = re.fullmatch(rf"forms\.{form}(?:\.questions\.(\w+))?", section[1])
            field = "" if within is None else within[1] or "the Form"
            kept = field in ("", "the Form") or field in found
        if kept:
            lines.append(_with_id(line, field, found, form_id))
    return "".join(lines)


def _with_id(line: str, field: str, found: Mapping[str, str], form_id: str) -> str:
    wanted = form_id if field == "the Form" else found.get(field, "")
    return re.sub(r'^id = ".*?"', lambda _: f'id = "{wanted}"', line) if wanted else line


def _the_sample(form: str, field: str, _: FormQuestion) -> set[str]:
    return {folded(SAMPLES[form][field])} if field in SAMPLES[form] else set()


def _the_options(_form: str, _field: str, question: FormQuestion) -> set[str]:
    return {folded(option) for option in question.options}


def _questions(programme: Path, form: str) -> Mapping[str, FormQuestion]:
    forms = read_programme(programme).forms
    if form == "feedback" and forms.feedback is None:
        raise Unclear(f"{programme} has no [forms.feedback] yet: copy it from the sample first.")
    questions = forms.feedback.questions if form == "feedback" and forms.feedback else forms.sign_up.questions
    return {str(field): question for field, question in questions.items()}


def _ask(answered: str, fields: Sequence[str]) -> str:
    """Ask at the terminal which question was answered with these words."""
    if not sys.stdin.isatty():
        raise Unclear(
            f'Which question was answered with "{answered}"? Run this at a terminal, or use the sample answers.'
        )
    print(f'Which question was answered with "{answered}"?')
    for number, field in enumerate(fields, 1):
        print(f"  {number}  {field}")
    said = input("Number, or Enter for none of these: ").strip()
    return fields[int(said) - 1] if said.isdecimal() and 0 < int(said) <= len(fields) else ""


def _section(text: str, form: str) -> Iterator[str]:
    """The lines of one Form's sections."""
    within = False
    for line in text.splitlines():
        if line.startswith("["):
            within = line.startswith(f"[forms.{form}")
        if within:
            yield line


def _arguments(line: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.form_mapping", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("response", type=Path, help='output of "Get response details", as JSON')
    parser.add_argument("--form", choices=sorted(SAMPLES), default="sign_up")
    parser.add_argument("--form-id", default="", help="the long id= in the address of the Form's page")
    parser.add_argument("--programme", type=Path, default=Path("cafe.toml"))
    parser.add_argument("--write", action="store_true", help="change the programme file instead of showing the lines")
    return parser.parse_args(line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
