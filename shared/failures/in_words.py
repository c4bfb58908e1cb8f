"""Failed work in words: which step could not be done, and why, for people who operate the café."""

from collections.abc import Sequence

from shared.failures import failed_work
from shared.failures.rows import FailedWork
from shared.language.catalogue import Marked, say
from shared.programme.model import Programme

STEPS = {
    "session-planned": Marked("Making a session's Teams meeting"),
    "session-changed": Marked("Moving a session's Teams meeting"),
    "session-cancelled": Marked("Cancelling a session's Teams meeting"),
    "response-received": Marked("Signing somebody up"),
    "registration-made": Marked("Confirming a place"),
    "address-confirmed": Marked("Confirming an address"),
    "registration-cancelled": Marked("Cancelling a place"),
    "notice-due": Marked("Writing to the people of a session"),
    "reminder-due": Marked("Reminding people of a session"),
    "delivery-due": Marked("Sending an email"),
    "session-ended": Marked("Taking the attendance"),
    "feedback-due": Marked("Asking for feedback"),
    "digest-due": Marked("Writing the digest"),
    "bulletin-approved": Marked("Sending the bulletin"),
    "programme-published": Marked("Following a version of the programme"),
    failed_work.SIGN_UP: Marked("Reading a sign-up from the Form"),
    failed_work.FEEDBACK: Marked("Reading feedback from the Form"),
    failed_work.UNKNOWN_DELIVERY: Marked("An email that may have been sent or not"),
}
"""What each step of the café does."""

NOT_USED = "Cannot be used: "
"""How the detail of a refused response begins; the names of its answers follow."""


def step_words(step: str) -> str:
    """What the step does, or its name if nobody has put it in words."""
    return say(STEPS[step]) if step in STEPS else step


def said_of_form(programme: Programme, text: str) -> str:
    """The text. If it says which answers cannot be used, it has the titles of their questions in the Form."""
    if not text.startswith(NOT_USED):
        return text
    questions = {answer.value: question.title for answer, question in programme.forms.sign_up.questions.items()}
    names = text.removeprefix(NOT_USED).rstrip(".").split(", ")
    titles = "; ".join(f"“{questions.get(name, name)}”" for name in names)
    return say("We cannot use the answer to: {titles}", titles=titles)


def fact_words(programme: Programme, rows: Sequence[FailedWork]) -> list[tuple[str, str]]:
    """The cause of these rows, and up to three things that are known about them, each with its label."""
    details = sorted({row.detail for row in rows} - {""})
    known = [(say("Message"), said_of_form(programme, detail)) for detail in details[:3]]
    return [(say("Cause"), said_of_form(programme, rows[0].cause)), *known]
