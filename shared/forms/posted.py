"""What a flow posts for a response of the sign-up Form: we check it and take it in.

It is apart from `shared.forms.receiving` because replaying takes a refused response in again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.errors import NotUsable
from shared.forms.answers import NotAResponse, UnusableAnswers, response_body
from shared.forms.intake import form_road, take_in
from shared.services import Services
from shared.text.plain import TooLong

RESPONSE_NUMBER = r"^[1-9][0-9]{0,8}$"
"""A Form numbers its responses from 1, and takes no more than five million."""


NO_RESPONSE = "The body is no response of a Form."
UNUSABLE_ANSWERS = "Some answers cannot be used."
"""Causes of refusals, in the team's words."""


class Posted(BaseModel):
    """What a flow posts for one response: the Form, the response's number, and the connector's unchanged output."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, defer_build=True)
    form: Annotated[str, Field(alias="formId", max_length=200)]
    response_id: Annotated[str, Field(alias="responseId", pattern=RESPONSE_NUMBER)]
    response: object


class Unusable(NotUsable):
    """The response cannot be used. The words are for the flow that posted it. `cause` is for the team."""

    def __init__(self, words: str, errors: Sequence[Mapping[str, str]] = (), cause: str = "") -> None:
        super().__init__(words, errors)
        self.cause = cause or words
        """The mistake in words. There are few of them, because the team gets an email for each in an hour."""

    @property
    def detail(self) -> str:
        """Which questions are concerned, by their names in the programme file."""
        fields = ", ".join(sorted({error["field"] for error in self.errors}))
        return f"Cannot be used: {fields}." if fields else ""


def take_in_posted(services: Services, body: object, now: datetime) -> None:
    """Take in what a flow posted. Raises `Unusable`."""
    try:
        posted = Posted.model_validate(body)
        if posted.form != services.programme.forms.sign_up.id:
            raise Unusable("formId: this is not the café's sign-up Form.")
        road = form_road(services.keys, posted.form)
        take_in(services, road, posted.response_id, response_body(posted.response), now)
    except ValidationError as wrong:
        named = ", ".join(sorted({str(error["loc"][0]) if error["loc"] else "the body" for error in wrong.errors()}))
        detail = f"Send an object with formId, responseId and response; missing or wrong: {named}."
        raise Unusable(detail, cause=NO_RESPONSE) from wrong
    except TooLong as long:
        raise Unusable("response: it is too long to keep.") from long
    except NotAResponse as strange:
        raise Unusable(f"response: {strange}.") from strange
    except UnusableAnswers as unusable:
        errors = [
            {"field": error.field.value, "title": error.title, "message": error.message} for error in unusable.errors
        ]
        detail = "Some answers cannot be used. The response is kept, and the team can see it."
        raise Unusable(detail, errors, UNUSABLE_ANSWERS) from unusable
