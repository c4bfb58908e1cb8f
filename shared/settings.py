"""The app's settings: one frozen model, read once from the environment. The app does not start without all of them.

No setting says whether the app runs locally. Local is another value (the emulator's connection string).
"""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class Settings(BaseModel):
    """Every environment variable the app reads; the field's alias is the variable's name."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, defer_build=True)  # built when they are read

    storage_connection: str = Field(
        "",
        alias="AzureWebJobsStorage",
        description="Connection string of the storage emulator; left out in Azure, where the identity is used",
    )
    queue_service_uri: str = Field(
        "", alias="AzureWebJobsStorage__queueServiceUri", description="Queue endpoint, with the identity"
    )
    table_service_uri: str = Field(
        "", alias="AzureWebJobsStorage__tableServiceUri", description="Table endpoint, with the identity"
    )
    identity_client_id: str = Field(
        "",
        alias="AZURE_CLIENT_ID",
        description="Client id of the app's user-assigned managed identity; empty for the system-assigned one",
    )
    graph_url: str = Field(
        "https://graph.microsoft.com/v1.0",
        alias="CAFE_GRAPH_URL",
        description="Microsoft Graph's address, with the version",
    )
    site_url: str = Field(
        alias="CAFE_SITE_URL",
        pattern=r"^https?://[^\s/]+$",
        description="Where the pages are, for links in mails; without a slash at the end",
    )
    secret: str = Field(
        alias="CAFE_SECRET",
        min_length=32,
        pattern="^[^@]",
        description="At least 32 random characters: signs personal links and keys people in the tables. "
        "One that begins with @ is a reference to the vault that was not resolved",
    )
    stage: str = Field(
        alias="CAFE_STAGE",
        pattern="^[a-z][a-z0-9-]{1,30}$",
        description="The name of this café's stage, such as dev or prod, in small letters: it stands in every key of "
        "a meeting or mail, so that two stages may use one mailbox",
    )
    organiser_id: str = Field(
        alias="CAFE_ORGANISER_ID",
        pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        description="The organiser's object id in Entra, as scripts/teams.ps1 prints it: attendance is read by it",
    )
    programme_file: str = Field("cafe.toml", alias="CAFE_PROGRAMME", description="Path of the programme file")
    allowed_recipients: str = Field(
        "",
        alias="CAFE_ALLOWED_RECIPIENTS",
        description="Who may be mailed: addresses or domains (@example.org) with commas between; * in production",
    )
    mails_per_minute: float = Field(
        29,
        alias="CAFE_MAILS_PER_MINUTE",
        gt=0,
        description="Pace of sending; Exchange Online takes 30 a minute from one mailbox",
    )
    signed_in_by_platform: bool = Field(
        False,
        alias="WEBSITE_AUTH_ENABLED",
        description="Set by App Service when its authentication is on; only then is a signed-in person believed",
    )

    @model_validator(mode="after")
    def _knows_its_storage(self) -> "Settings":
        if not self.storage_connection and not (self.queue_service_uri and self.table_service_uri):
            raise ValueError(
                "set AzureWebJobsStorage (the emulator), or AzureWebJobsStorage__queueServiceUri "
                "and AzureWebJobsStorage__tableServiceUri (Azure)"
            )
        return self

    def may_be_mailed(self, address: str) -> bool:
        """True if the allow-list names this address, its domain, or everybody."""
        allowed = {entry.strip().casefold() for entry in self.allowed_recipients.split(",")} - {""}
        return bool(allowed & {"*", address.casefold(), "@" + address.casefold().rpartition("@")[2]})


class SettingsError(Exception):
    """The environment lacks a setting or holds a bad one; the message names each."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in this environment. Raises `SettingsError` naming each setting that is missing or wrong."""
    known = {field.alias: field.alias for field in Settings.model_fields.values()}
    values = {name: environment[name] for name in known if name and environment.get(name, "") != ""}
    try:
        return Settings.model_validate(values)
    except ValidationError as wrong:
        lines = [_sentence(error["loc"], error["type"], error["msg"]) for error in wrong.errors()]
        raise SettingsError("The app cannot start. " + " ".join(lines)) from None


def _sentence(loc: tuple[int | str, ...], kind: str, words: str) -> str:
    if not loc:
        return words.removeprefix("Value error, ") + "."
    name = str(loc[0])
    field = next(field for field in Settings.model_fields.values() if field.alias == name)
    return f"Setting {name} {'is missing' if kind == 'missing' else 'is wrong'}: {field.description}."
