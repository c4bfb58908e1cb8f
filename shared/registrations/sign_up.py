"""A sign-up: what somebody told us to join the café, checked."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


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
