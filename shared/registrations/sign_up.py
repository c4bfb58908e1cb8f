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

    @model_validator(mode="before")
    @classmethod
    def _asked_with_one_question(cls, kept: object) -> object:
        """Read a row from before the two consents were two questions. Its one "Yes" was given to both."""
        if isinstance(kept, Mapping) and "follow_up" in kept and "bulletin" not in kept:
            return {**kept, "bulletin": kept["follow_up"]}
        return kept
