"""From one response with the sample answers to the mapping in the programme file; and the page that tells how."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from local.memory.services import the_programme
from scripts.form_mapping import SAMPLES, Unclear, main, matched, with_ids
from shared.programme.forms import FormQuestion
from shared.programme.reading import parse_programme
from tests.the_app import ROOT

TEXT = (ROOT / "cafe.toml").read_text("utf-8")
PAGE = (ROOT / "docs" / "form.md").read_text("utf-8")


def questions(form: str) -> Mapping[str, FormQuestion]:
    forms = the_programme().forms
    assert forms.feedback is not None
    chosen = forms.sign_up.questions if form == "sign_up" else forms.feedback.questions
    return {str(field): question for field, question in chosen.items()}


def new_ids(form: str) -> dict[str, str]:
    return {field: f"r{number:032x}" for number, field in enumerate(questions(form), 10)}


def a_response(form: str) -> dict[str, object]:
    """What the connector hands over for the sample answers to a Form with new ids, and a deleted question."""
    answers = {field: SAMPLES[form].get(field) or list(one.options)[-1] for field, one in questions(form).items()}
    given: dict[str, object] = {new_ids(form)[field]: answer for field, answer in answers.items()}
    return {"responder": "anonymous", "submitDate": "12/1/2026 9:04:07 AM", "r" + "f" * 32: "", **given}


def nobody_asked(answered: str, fields: Sequence[str]) -> str:
    raise AssertionError(f"asked about {answered!r}")


@pytest.mark.parametrize("form", SAMPLES)
def test_the_sample_answers_settle_every_question(form: str) -> None:
    assert matched(a_response(form), questions(form), form, nobody_asked) == new_ids(form)


@pytest.mark.parametrize("form", SAMPLES)
def test_only_the_ids_change(form: str) -> None:
    changed = with_ids(TEXT, form, new_ids(form), "a-new-form")
    before, after = TEXT.splitlines(), changed.splitlines()
    assert len(before) == len(after)
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert differing == ['id = "a-new-form"', *(f'id = "{one}"' for one in new_ids(form).values())]
    parse_programme(changed)


def test_what_no_sample_settles_is_asked() -> None:
    raw = a_response("sign_up") | {new_ids("sign_up")["name"]: "Amara Nwosu"}
    asked: list[str] = []

    def say_name(answered: str, fields: Sequence[str]) -> str:
        asked.extend((answered, *fields))
        return "name"

    assert matched(raw, questions("sign_up"), "sign_up", say_name) == new_ids("sign_up")
    assert asked == ["Amara Nwosu", "name"]


def test_a_question_that_the_form_does_not_ask_is_taken_out(tmp_path: Path) -> None:
    found = {field: one for field, one in new_ids("sign_up").items() if field != "moved_from"}
    changed = parse_programme(with_ids(TEXT, "sign_up", found, ""))
    assert "moved_from" not in changed.forms.sign_up.questions
    assert changed.forms.sign_up.id == the_programme().forms.sign_up.id


def test_the_command_shows_first_and_writes_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    programme, response = tmp_path / "cafe.toml", tmp_path / "response.json"
    programme.write_text(TEXT, "utf-8")
    response.write_text(json.dumps(a_response("sign_up")), "utf-8")
    line = [str(response), "--programme", str(programme), "--form-id", "a-new-form"]
    assert main(line) == 0
    assert f'id = "{new_ids("sign_up")["name"]}"' in capsys.readouterr().out
    assert programme.read_text("utf-8") == TEXT
    assert main([*line, "--write"]) == 0
    written = parse_programme(programme.read_text("utf-8")).forms.sign_up
    assert (written.id, {field: one.id for field, one in written.questions.items()}) == (
        "a-new-form",
        new_ids("sign_up"),
    )


@pytest.mark.parametrize("content", ["{", '"text"', "[]"])
def test_what_is_no_response_is_one_sentence(content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    response = tmp_path / "response.json"
    response.write_text(content, "utf-8")
    assert main([str(response), "--programme", str(ROOT / "cafe.toml")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_without_a_terminal_an_open_question_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    response = tmp_path / "response.json"
    response.write_text(json.dumps({"r" + "1" * 32: "?"}), "utf-8")
    assert main([str(response), "--programme", str(ROOT / "cafe.toml")]) == 1
    assert "Run this at a terminal" in capsys.readouterr().err
    assert issubclass(Unclear, Exception)


# --- the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "heading"), [("sign_up", "The sign-up Form"), ("feedback", "The feedback Form")])
def test_the_page_has_every_question_in_order_with_its_options_and_sample(form: str, heading: str) -> None:
    below = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in re.findall(r"^\| `.*\|$", below, re.MULTILINE)]
    said = [(field.strip("`"), title, options, sample) for field, title, _, options, sample in rows]
    assert said == [
        (field, one.title, "; ".join(one.options), SAMPLES[form].get(field, "any option"))
        for field, one in questions(form).items()
    ]
