"""The forms with which the team acts on somebody's place: what was filled in, what is wrong, and what it will do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.forms.answers import LIMITS
from shared.language.catalogue import Marked, say
from shared.language.dates import long_date
from shared.pages.character_count import character_count_words
from shared.pages.console.frame import Frame, render_in
from shared.pages.console.person_fields import answer_errors, name_errors, reason_of
from shared.pages.console.place_words import hub_words
from shared.pages.my_changes import TEXTS, Changes, edit_of, filled_in
from shared.programme.forms import Answer
from shared.registrations.places import Place
from shared.registrations.sign_up import SignUp
from shared.reminders.sending_again import Again, next_number
from shared.services import Services
from shared.sessions.rows import Session
from shared.sessions.words import session_words
from shared.web.requests import Fields, first_of


class PlaceAct(StrEnum):
    """What the team can do about a place, as the end of its address."""

    CORRECT = "correct"
    MOVE = "move"
    CANCEL = "cancel"
    RESEND = "resend"
    CAME = "came"
    NOT_CAME = "not-came"


TITLES: Mapping[PlaceAct, Marked] = {
    PlaceAct.CORRECT: Marked("Correct their answers"),
    PlaceAct.MOVE: Marked("Move them to another date"),
    PlaceAct.CANCEL: Marked("Cancel their place"),
    PlaceAct.RESEND: Marked("Send an email again"),
    PlaceAct.CAME: Marked("Note that they came"),
    PlaceAct.NOT_CAME: Marked("Take back the note that they came"),
}

BUTTONS: Mapping[PlaceAct, Marked] = {
    PlaceAct.CORRECT: Marked("Correct the answers"),
    PlaceAct.MOVE: Marked("Move the place"),
    PlaceAct.CANCEL: Marked("Cancel the place"),
    PlaceAct.RESEND: Marked("Send the email again"),
    PlaceAct.CAME: Marked("Note that they came"),
    PlaceAct.NOT_CAME: Marked("Take the note back"),
}

MAILS: Mapping[Again, Marked] = {
    Again.CONFIRMATION: Marked("The confirmation, with the invitation for the calendar"),
    Again.REMINDER: Marked("A reminder, with the link to join"),
}

LABELS: Mapping[Answer, Marked] = {
    Answer.NAME: Marked("Full name"),
    Answer.ROLE: Marked("Grade or role"),
    Answer.SPECIALTY: Marked("Specialty"),
    Answer.PROVIDER: Marked("Organisation"),
    Answer.ACCESS_NEEDS: Marked("What they need to take part"),
}
"""What the team calls people's answers."""

FIELDS = ("reason", "to", "mail", "version", "scope", "hub", "sure", *(answer.value for answer in TEXTS))
"""The fields of these forms. A resend carries the number of each email, as `number-…`."""


@dataclass(frozen=True)
class Wish:
    """What somebody filled in, and what is wrong with it by its field."""

    values: Mapping[str, str]
    errors: Sequence[tuple[str, str]] = ()
    details: SignUp | None = None
    """The corrected answers."""
    to: Session | None = None
    mail: Again | None = None
    number: int = 0
    theirs: str = ""
    """The answers on file, if somebody changed them after the form was made."""

    @property
    def reason(self) -> str:
        """Why they do it."""
        return self.values.get("reason", "")

    @property
    def for_all(self) -> bool:
        """Whether corrected answers count for all coming dates."""
        return self.values.get("scope") != "this"


@dataclass(frozen=True)
class PlaceForm:
    """An act on a place, and what its form needs to know."""

    act: PlaceAct
    place: Place
    others: Sequence[Session] = field(default=())
    """The other coming dates of the series."""


def version_of(services: Services, details: SignUp) -> str:
    """The version of these answers, for the form that is made of them."""
    return services.keys.of("answers", details.model_dump_json())


def blank_wish(services: Services, form: PlaceForm) -> Wish:
    """The form as it is first shown, with what is on file."""
    details, there = form.place.registration.details, form.place.registration
    values = {answer.value: str(getattr(details, answer.value)) for answer in TEXTS}
    numbers = {f"number-{kind}": str(next_number(there, kind)) for kind in Again}
    return Wish({**values, "hub": details.hub, "scope": "all", "version": version_of(services, details), **numbers})


def wish_of(services: Services, form: PlaceForm, fields: Fields) -> Wish:
    """What somebody filled in, checked."""
    reason, wrong = reason_of(services.programme, fields)
    match form.act:
        case PlaceAct.CORRECT:
            wish = _corrections(services, form, fields)
        case PlaceAct.MOVE:
            to = next((one for one in form.others if one.id == first_of(fields, "to")), None)
            wish = Wish({"to": to.id if to else ""}, [] if to else [("to", say("Select the new date"))], to=to)
        case PlaceAct.RESEND:
            wish = _mail(fields)
        case _:
            wish = Wish({})
    return Wish(
        {**wish.values, "reason": reason},
        [*wish.errors, *wrong],
        wish.details,
        wish.to,
        wish.mail,
        wish.number,
        wish.theirs,
    )


def _corrections(services: Services, form: PlaceForm, fields: Fields) -> Wish:
    changes: Changes = filled_in(services, fields)
    on_file = form.place.registration.details
    wanted = edit_of(on_file, changes).details
    version = first_of(fields, "version")
    is_stale = version != version_of(services, on_file) and wanted.model_dump() != on_file.model_dump()
    return Wish(
        {**changes.values, "version": version_of(services, on_file)},
        [*name_errors(changes.values["name"]), *answer_errors(services.programme, changes.values)],
        details=wanted,
        theirs=answers_words(services, on_file) if is_stale else "",
    )


def _mail(fields: Fields) -> Wish:
    kind = next((one for one in Again if one == first_of(fields, "mail")), None)
    numbers = {f"number-{one}": first_of(fields, f"number-{one}") for one in Again}
    if kind is None:
        return Wish(numbers, [("mail", say("Select which email to send again"))])
    number = numbers[f"number-{kind}"]
    return Wish(
        {"mail": kind, **numbers}, mail=kind, number=int(number) if number.isdecimal() and len(number) < 3 else 0
    )


def answers_words(services: Services, details: SignUp) -> str:
    """The answers, one a line."""
    lines = [
        f"{say(words)}: {getattr(details, answer.value)}"
        for answer, words in LABELS.items()
        if getattr(details, answer.value)
    ]
    return "\n".join([*lines, hub_words(services.programme, details.hub)])


def place_act_page(frame: Frame, services: Services, form: PlaceForm, wish: Wish, back: str) -> str:
    """The form, with what was filled in and what is wrong with it."""
    programme, place = frame.programme, form.place
    questions = programme.forms.sign_up.questions
    errors = list(wish.errors)
    return render_in(
        frame,
        "pages/console/place_act.html",
        act=form.act.value,
        title=say(TITLES[form.act]),
        button_text=say("Continue"),
        name=place.registration.details.name,
        session=session_words(programme, place.session),
        back=back,
        here=f"{back}/{form.act}",
        values=dict.fromkeys(FIELDS, "") | dict(wish.values),
        errors=errors,
        messages=dict.fromkeys(FIELDS, "") | dict(errors),
        titles={answer.value: say(words) for answer, words in LABELS.items() if answer in questions},
        hubs=programme.hubs,
        dates=[(one.id, long_date(one.start, programme.zone)) for one in form.others],
        mails=[(kind.value, say(words)) for kind, words in MAILS.items()],
        limit=LIMITS[Answer.ACCESS_NEEDS],
        counting=character_count_words(),
        theirs=wish.theirs,
        yours=answers_words(services, wish.details) if wish.theirs and wish.details else "",
    )
