"""A sign-up: what somebody told us to join the café, checked."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator


class SignUp(BaseModel):
    """The answers that are kept about a person. The question for the panel is not among them: it has no author."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, defer_build=True
    )  # errors end in logs

    name: str
    email: str
    series: str
    every_session: bool = False
    role: str = ""
    specialty: str = ""
    care: Literal["", "primary", "secondary", "both"] = ""
    provider: str = ""
    moved_from: str = ""
    access_needs: str = ""
    hub: str = ""
    follow_up: bool = False
    """We may send the answers after the session."""
    bulletin: bool = False
    """We may send the horizon-scan bulletin."""
    blank: tuple[str, ...] = ()
    """The answers that the person left out. If they sign up again, the ones on file stay."""
    unused: tuple[str, ...] = ()
    """The answers that we could not use as they were. The confirmation says so."""

    @model_validator(mode="before")
    @classmethod
    def _asked_with_one_question(cls, kept: object) -> object:
        """Read a row from before the two consents were two questions. Its one "Yes" was given to both."""
        if isinstance(kept, Mapping) and "follow_up" in kept and "bulletin" not in kept:
            return {**kept, "bulletin": kept["follow_up"]}
        return kept


def renewed(on_file: SignUp, later: SignUp) -> SignUp:
    """What is on file after the person signed up again. What they left out stays, and so does the address on file.

    Anybody can sign up with somebody's address in another spelling. So mails still go to the spelling on file.
    """
    kept = {name: getattr(on_file, name) for name in later.blank if name in SignUp.model_fields}
    blank = tuple(name for name in later.blank if name in on_file.blank)
    return later.model_copy(update={**kept, "email": on_file.email, "blank": blank})
