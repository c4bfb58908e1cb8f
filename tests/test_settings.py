"""Settings: complete or dead on start, and who may be mailed."""

import pytest
from pydantic import ValidationError

from local.memory.services import ENVIRONMENT as NEEDED
from local.memory.services import ORGANISER_ID, SECRET, SITE, some_settings
from shared.settings import Settings, SettingsError, read_settings

ENVIRONMENT = {
    "AzureWebJobsStorage": "UseDevelopmentStorage=true",
    **NEEDED,
    "PATH": "/usr/bin",
}


def refusal(changed: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings(ENVIRONMENT | changed)
    return str(refused.value)


def test_the_least_that_is_needed_is_enough() -> None:
    settings = read_settings(ENVIRONMENT)
    assert settings == Settings(
        storage_connection="UseDevelopmentStorage=true",
        site_url=SITE,
        secret=SECRET,
        stage="test",
        organiser_id=ORGANISER_ID,
        programme_file="cafe.toml",
    )
    assert (settings.mails_per_minute, settings.allowed_recipients, settings.signed_in_by_platform) == (29, "", False)


def test_every_setting_is_read_from_its_variable() -> None:
    settings = read_settings(
        {
            "AzureWebJobsStorage__queueServiceUri": "https://cafe.queue.example.org",
            "AzureWebJobsStorage__tableServiceUri": "https://cafe.table.example.org",
            "AZURE_CLIENT_ID": "an id",
            "CAFE_GRAPH_URL": "http://127.0.0.1:7072/v1.0",
            "CAFE_SITE_URL": SITE,
            "CAFE_SECRET": SECRET,
            "CAFE_STAGE": "northmoor-prod",
            "CAFE_ORGANISER_ID": ORGANISER_ID,
            "CAFE_PROGRAMME": "other.toml",
            "CAFE_ALLOWED_RECIPIENTS": "@example.org",
            "CAFE_MAILS_PER_MINUTE": "12.5",
            "WEBSITE_AUTH_ENABLED": "True",
        }
    )
    assert settings.model_dump() == {
        "storage_connection": "",
        "queue_service_uri": "https://cafe.queue.example.org",
        "table_service_uri": "https://cafe.table.example.org",
        "identity_client_id": "an id",
        "graph_url": "http://127.0.0.1:7072/v1.0",
        "site_url": SITE,
        "secret": SECRET,
        "stage": "northmoor-prod",
        "organiser_id": ORGANISER_ID,
        "programme_file": "other.toml",
        "allowed_recipients": "@example.org",
        "mails_per_minute": 12.5,
        "signed_in_by_platform": True,
    }


def test_a_setting_that_is_empty_is_as_good_as_none() -> None:
    assert read_settings(ENVIRONMENT | {"CAFE_PROGRAMME": ""}).programme_file == "cafe.toml"


def test_every_setting_that_is_missing_is_named() -> None:
    assert refusal({"CAFE_SITE_URL": "", "CAFE_SECRET": ""}) == (
        "The app cannot start. Setting CAFE_SITE_URL is missing: Where the pages are, for links in mails; without "
        "a slash at the end. Setting CAFE_SECRET is missing: At least 32 random characters: signs personal links "
        "and keys people in the tables. One that begins with @ is a reference to the vault that was not resolved."
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAFE_SITE_URL", "https://cafe.example.org/"),
        ("CAFE_SITE_URL", "cafe.example.org"),
        ("CAFE_SECRET", "too short"),
        ("CAFE_SECRET", "@Microsoft.KeyVault(SecretUri=https://kv-dev.vault.azure.net/secrets/cafe-secret/)"),
        ("CAFE_MAILS_PER_MINUTE", "0"),
        ("CAFE_MAILS_PER_MINUTE", "many"),
        ("WEBSITE_AUTH_ENABLED", "perhaps"),
    ],
)
def test_a_setting_that_is_wrong_is_named_without_its_value(name: str, value: str) -> None:
    refused = refusal({name: value})
    assert refused.startswith(f"The app cannot start. Setting {name} is wrong: ")
    assert f" {value}" not in refused


def test_without_any_storage_the_app_cannot_start() -> None:
    assert refusal({"AzureWebJobsStorage": "", "AzureWebJobsStorage__queueServiceUri": "https://q.example.org"}) == (
        "The app cannot start. set AzureWebJobsStorage (the emulator), or AzureWebJobsStorage__queueServiceUri and "
        "AzureWebJobsStorage__tableServiceUri (Azure)."
    )


@pytest.mark.parametrize(
    ("allowed", "address", "may"),
    [
        ("*", "anybody@example.com", True),
        ("", "anybody@example.com", False),
        ("", "", False),
        ("a@example.org,", "", False),
        ("@example.org", "amara@EXAMPLE.org", True),
        ("@example.org", "amara@sub.example.org", False),
        ("@example.org", "amara@notexample.org", False),
        ("one@example.com, @Example.org", "x@example.org", True),
        ("One@example.com,@example.org", "one@example.com", True),
        ("one@example.com", "two@example.com", False),
    ],
)
def test_only_those_the_list_names_may_be_mailed(allowed: str, address: str, may: bool) -> None:
    assert some_settings(allowed_recipients=allowed).may_be_mailed(address) == may


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        some_settings().site_url = "https://elsewhere.example.org"  # type: ignore[misc]  # what mypy forbids is tried
