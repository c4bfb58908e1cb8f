"""Every kind of email, every state and every reason has words for the team."""

import ast
from collections.abc import Iterator
from datetime import timedelta

import pytest

from local.memory.builders import NOW, a_delivery
from local.memory.services import the_programme
from shared.delivery import bounces, sending
from shared.mail.in_words import KINDS, REASONS, STATES, outcome_words, reason_words
from shared.mail.rows import DeliveryState, MailKind
from shared.sessions.rows import SessionState
from tests.the_app import ROOT

ZONE = the_programme().zone


def reasons() -> Iterator[str]:
    """Every reason for which a letter is not sent, as the code gives it."""
    for path in sorted((ROOT / "shared").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Missed":
                yield from _texts(node.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):  # the session's state is the only thing that varies
        start = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        yield from (start + state for state in SessionState if state is not SessionState.OPEN)
    else:
        yield from (str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant))


def test_every_kind_and_every_state_has_words() -> None:
    assert (set(KINDS), set(STATES)) == (set(MailKind), set(DeliveryState))


def test_every_reason_has_words() -> None:
    ours = {*reasons(), bounces.BOUNCED, sending.UNKNOWN, "not allowed here"}
    assert ours - set(REASONS) == set(), "say the new reason in shared/mail/in_words.py"
    assert set(REASONS) - ours == {
        "ErrorInvalidRecipients",
        "ErrorMessageSizeExceeded",
        "ErrorRecipientNotFound",
    }, "nobody gives this reason: take it out of the table"


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (DeliveryState.PENDING, "", "Waits for its turn: Tuesday 1 December 2026, 9:30am"),
        (DeliveryState.SENDING, "", "Being sent"),
        (DeliveryState.SENT, "", "Sent: Tuesday 1 December 2026, 9am"),
        (DeliveryState.MISSED, "the registration is cancelled", "Not sent: the person cancelled"),
        (DeliveryState.MISSED, "", "Not sent"),
        (DeliveryState.REFUSED, "ErrorInvalidRecipients", "Refused: the mail system does not take this address"),
        (DeliveryState.REFUSED, "ErrorOther", "Refused: ErrorOther"),
        (DeliveryState.UNKNOWN, sending.UNKNOWN, "Nobody knows whether it was sent. An admin decides."),
    ],
)
def test_an_email_says_how_far_it_has_come_and_why(state: DeliveryState, reason: str, words: str) -> None:
    settled = NOW if state is DeliveryState.SENT else None
    half_past = NOW + timedelta(minutes=30)
    email = a_delivery().model_copy(update={"state": state, "reason": reason, "due": half_past, "settled_at": settled})
    assert outcome_words(email, ZONE) == words


def test_what_graph_says_besides_stays_as_it_is() -> None:
    assert reason_words("ErrorSomethingNew") == "ErrorSomethingNew"
