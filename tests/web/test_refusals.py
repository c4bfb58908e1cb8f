"""How each refusal is answered, said once more."""

import json

from local.memory.services import the_programme
from shared.errors import NotPossible, NotUsable
from shared.storage.tables import RowChanged
from shared.web.principal import ALLOWS
from shared.web.refusals import ANSWERS, as_page, as_problem

ANSWERED = {
    "NotThere": (404, ""),
    "NotPossible": (409, ""),
    "NotUsable": (422, ""),
    "AnotherVersion": (412, ""),
    "VersionNeeded": (428, ""),
    "NotJson": (400, ""),
    "WrongMediaType": (415, ""),
    "BodyTooLarge": (413, ""),
    "TooLong": (413, "Too long"),
    "RowChanged": (409, "Changed by somebody else"),
    "NotSignedIn": (401, "Sign in first"),
    "FromElsewhere": (403, "Asked for by another site"),
    "OtherSeries": (403, "You do not host this series"),
    "NoRole": (403, "Your account has no role here"),
    "NotAllowed": (403, "Your role does not allow this"),
    "BadLink": (404, ""),
}


def test_refusals_are_answered_like_this() -> None:
    assert {kind.__name__: (int(one.status), one.title) for kind, one in ANSWERS.items()} == ANSWERED


def test_who_may_do_what_is_asked_of_a_role() -> None:
    assert {role.value: {str(one) for one in roles} for role, roles in ALLOWS.items()} == {
        "Facilitator": {"Facilitator", "Coordinator", "Admin"},
        "Coordinator": {"Coordinator", "Admin"},
        "Lead": {"Lead", "Facilitator", "Coordinator", "Admin"},
        "Admin": {"Admin"},
        "Forms": {"Forms", "Admin"},
    }


def test_an_error_says_its_own_words_unless_others_are_better() -> None:
    own, better = as_problem(NotPossible("The session is full.")), as_problem(RowChanged("sessions"))
    assert [(one["title"], one["detail"]) for one in (json.loads(own.get_body()), json.loads(better.get_body()))] == [
        ("Conflict", "The session is full."),
        ("Changed by somebody else", "Somebody else changed this too. Read it again."),
    ]
    page = as_page(NotPossible("The session is full."), the_programme())
    assert (page.status_code, "The session is full." in page.get_body().decode()) == (409, True)


def test_what_is_wrong_with_each_field_is_listed_beside_the_words() -> None:
    errors = [{"field": "name", "message": "Write your full name"}]
    told = json.loads(as_problem(NotUsable("Some answers cannot be used.", errors)).get_body())
    assert (told["status"], told["detail"], told["errors"]) == (422, "Some answers cannot be used.", errors)
