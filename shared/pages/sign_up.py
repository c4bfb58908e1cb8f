"""The sign-up page: the Form's questions, in its order and words, as the programme file has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.forms.answers import DATES, LIMITS, FieldError
from shared.gate.hearing import Heard
from shared.language.catalogue import Marked, say
from shared.pages.character_count import character_count_words
from shared.programme.forms import NEEDED, Answer, FormQuestion
from shared.programme.model import Programme
from shared.sessions.words import SessionWords
from shared.templates.rendering import render
from shared.web.requests import all_of, first_of

LONG = frozenset({Answer.ACCESS_NEEDS, Answer.QUESTION})
"""The questions that are answered in more than a line."""

AUTOCOMPLETE = {
    Answer.NAME: "name",
    Answer.EMAIL: "email",
    Answer.ROLE: "organization-title",
    Answer.PROVIDER: "organization",
}
"""What the browser may fill in (HTML standard, "autofill")."""

HINTS = {
    Answer.EMAIL: Marked("We send your invitation and reminders to this address."),
    Answer.QUESTION: Marked(
        "Ask in general terms, so that no patient, colleague or organisation can be recognised. Your question waits "
        "until others have signed up too, and goes to the panel together with theirs, without names."
    ),
}


@dataclass(frozen=True)
class Choice:
    """One option: its words, which are also what is sent, and a hint."""

    words: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """A question ready to print: radios if it has choices, a text area if it is `long`, or else a line."""

    id: str
    label: str
    value: str
    error: str
    hint: str
    choices: tuple[Choice, ...]
    long: bool
    limit: int
    kind: str
    autocomplete: str
    after_rules: bool
    """The ground rules stand above it."""


@dataclass(frozen=True)
class Other:
    """In what the page is another one than an empty form."""

    mending: str = ""
    """Its address, if it corrects a sign-up that was refused."""
    is_for_another: bool = False
    """Whether a member of the team corrects it, and not its author."""
    meant: str = ""
    """The address that was probably meant, where the one on the page looks like a slip."""


OWN_PAGE = Other()


def sign_up_page(
    programme: Programme,
    sessions: Sequence[SessionWords],
    values: Mapping[str, str | list[str]],
    errors: Sequence[FieldError],
    attempt: str,
    other: Other = OWN_PAGE,
) -> str:
    """The form, with what was answered so far (by question id) and what is wrong with it.

    `sessions` are the coming ones, soonest first. `attempt` makes two posts of the same page one sign-up.
    """
    questions = programme.forms.sign_up.questions
    messages = {error.field: error.message for error in errors}
    next_times = {session.series: session.when for session in reversed(sessions)}
    fields = [
        _field(answer, question, first_of(values, question.id), messages.get(answer, ""), next_times)
        for answer, question in questions.items()
    ]
    wrong = [(questions[error.field].id, error.message) for error in errors]
    return render(
        "pages/sign_up.html",
        programme=programme,
        here="/sign-up",
        fields=fields,
        errors=wrong,
        attempt=attempt,
        mending=other.mending,
        is_for_another=other.is_for_another,
        meant=other.meant,
        pick_after=questions[Answer.ATTENDING].id,
        dates=[(one.id, one.date, one.title, one.id in all_of(values, DATES)) for one in sessions],
        email_id=questions[Answer.EMAIL].id,
        counting=character_count_words(),
    )


def signed_up_page(programme: Programme, heard: Heard) -> str:
    """Thanks, after the sign-up, and what becomes of the question. Help in a crisis comes first.

    It does not repeat the address or the question, because somebody else may read the screen.
    """
    question = heard.judgements.get(Answer.QUESTION)
    return render(
        "pages/signed_up.html",
        programme=programme,
        here="/sign-up",
        help=heard.help,
        signposts=heard.signposts,
        question=question.outcome.value if question else "",
    )


def _field(answer: Answer, question: FormQuestion, value: str, error: str, next_times: Mapping[str, str]) -> Field:
    return Field(
        id=question.id,
        label=question.title if answer in NEEDED else say("{question} (optional)", question=question.title),
        value=value,
        error=error,
        hint=say(HINTS[answer]) if answer in HINTS else "",
        choices=_choices(question, next_times if answer is Answer.AUDIENCE else {}),
        long=answer in LONG,
        limit=LIMITS.get(answer, 0),
        kind="email" if answer is Answer.EMAIL else "text",
        autocomplete=AUTOCOMPLETE.get(answer, ""),
        after_rules=answer is Answer.AGREEMENT,
    )


def _choices(question: FormQuestion, next_times: Mapping[str, str]) -> tuple[Choice, ...]:
    """The options, one for each meaning. The file may give several wordings of the same answer."""
    first: dict[str, Choice] = {}
    for words, meaning in question.options.items():
        hint = say("Next: {when}", when=next_times[meaning]) if meaning in next_times else ""
        first.setdefault(meaning, Choice(words, hint))
    return tuple(first.values())
