"""One piece of failed work in words: its message or response, and what can be done with it."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from shared.failures.failed_work import FEEDBACK, SIGN_UP, UNKNOWN_DELIVERY
from shared.failures.rows import FailedWork
from shared.forms.mending import answers_of
from shared.forms.values import texts
from shared.language.catalogue import Marked, say
from shared.mail.in_words import kind_words
from shared.mail.rows import MailKind
from shared.messages import DeliveryDue, ResponseReceived
from shared.operations.acting import Act
from shared.pages.console.things import thing_of
from shared.programme.model import Programme

MOST = 4_000
"""Most characters of one value that a page shows."""

LABELS: Mapping[str, Marked] = {
    "session": Marked("Session"),
    "person": Marked("Person"),
    "purpose": Marked("Email"),
    "form": Marked("Form"),
    "response": Marked("Number of the response"),
    "reminder": Marked("Reminder"),
    "issue": Marked("Issue of the bulletin"),
    "sequence": Marked("Change"),
    "responder": Marked("Signed in to the Form as"),
    "submitDate": Marked("Sent"),
}
"""The parts of a message that people understand. The others go by their names."""

HIDDEN = frozenset({"version", "trace"})
"""Parts of a message that say nothing about the work."""

KIND = re.compile(rf"\.({'|'.join(sorted(MailKind, key=len, reverse=True))})(-|$)")
"""The kind of an email in its purpose."""

ACTS: Mapping[Act, Marked] = {
    Act.REPLAY: Marked("Try it again"),
    Act.SEND: Marked("Send it without asking the mailbox"),
    Act.DROP: Marked("Give it up"),
}

HINTS: Mapping[Act, Marked] = {
    Act.REPLAY: Marked("After the cause is mended."),
    Act.SEND: Marked("The person may get the email twice."),
    Act.DROP: Marked("It cannot be brought back."),
}


@dataclass(frozen=True)
class Choice:
    """Something that can be done with a piece of failed work."""

    act: Act
    words: str
    hint: str


def choices(row: FailedWork) -> list[Choice]:
    """What can be done with this piece."""
    possible = [Act.DROP]
    if row.step != FEEDBACK:
        possible.insert(0, Act.REPLAY)
    if row.step == UNKNOWN_DELIVERY:
        possible.insert(1, Act.SEND)
    return [Choice(act, say(ACTS[act]), say(HINTS[act])) for act in possible]


def will_happen(row: FailedWork, act: str) -> Iterator[str]:
    """What the act will do, in sentences."""
    if act == Act.DROP:
        yield say("It is given up for good. Nobody can bring it back.")
        if row.step in (SIGN_UP, ResponseReceived.QUEUE):
            yield say("The sign-up is deleted with it. The person gets no place, and no email about this.")
    elif act == Act.SEND:
        yield say("One person gets this email. If it went out before, they get it twice.")
    elif row.step == UNKNOWN_DELIVERY:
        yield say("The café asks the mailbox once more, and sends the email only if it surely did not go out before.")
    elif row.step == SIGN_UP:
        yield say(
            "The café reads the response again. If it can be used now, the person gets a place and is told by email."
        )
    elif row.step == DeliveryDue.QUEUE:
        yield say("The email goes to one person, if it is still wanted and surely did not go out before.")
    else:
        yield say("It takes effect once, also if part of it was done before.")


@dataclass(frozen=True)
class Part:
    """A part of a message or a response: its label, its value in words, and the address of its page if it has one."""

    label: str
    words: str
    address: str = ""


def which(programme: Programme, row: FailedWork) -> str:
    """Which piece of work this is, in short, without anybody's answers."""
    return ", ".join(part.words for name, part in _message(programme, row) if name != "person")


def parts_of(programme: Programme, row: FailedWork) -> list[Part]:
    """The message or the response, part by part."""
    if row.step == SIGN_UP:
        return list(_answers(programme, row))
    return [part for _, part in _message(programme, row)] or [Part(say("Message"), row.payload[:MOST])]


def _message(programme: Programme, row: FailedWork) -> Iterator[tuple[str, Part]]:
    """The parts of a message by their names. None if it is no message of ours, or a response."""
    parts: object = None
    with suppress(ValueError, RecursionError):
        parts = json.loads(row.payload)
    if row.step != SIGN_UP and isinstance(parts, dict):
        for name, value in parts.items():
            if name not in HIDDEN:
                yield name, _part(programme, name, value)


def _answers(programme: Programme, row: FailedWork) -> Iterator[Part]:
    """The answers by the titles of their questions. What is no response of the Form is shown as it came."""
    titles = {question.id: question.title for question in programme.forms.sign_up.questions.values()}
    answers = answers_of(row)
    for name, value in answers.items():
        said = ", ".join(texts(value))
        if said:
            yield Part(titles.get(name) or _label(name), said[:MOST])
    if not answers:
        yield Part(say("Response"), row.payload[:MOST])


def _label(name: str) -> str:
    return say(LABELS[name]) if name in LABELS else name


def _part(programme: Programme, name: str, value: object) -> Part:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if name == "person":
        return Part(_label(name), text[:MOST], thing_of(programme, f"person.{text}").address)
    if name in ("session", "issue"):
        thing = thing_of(programme, text)
        return Part(_label(name), thing.words[:MOST], thing.address)
    found = KIND.search(text) if name == "purpose" else None
    return Part(_label(name), f"{kind_words(MailKind(found[1]))} ({text})" if found else text[:MOST])
