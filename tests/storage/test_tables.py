"""How a row becomes an entity and a row again; what tables promise is in `tests/contracts`."""

from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.data.tables import TableTransactionError
from hypothesis import given
from hypothesis import strategies as st

from local.memory.builders import NOW, a_delivery, a_question, a_registration, a_session, an_issue
from shared.bulletin.rows import Issue, IssueState
from shared.mail.rows import Delivery
from shared.storage.row import Row
from shared.storage.tables import AzureTables, from_entity, to_entity
from shared.storage.unavailable import StorageUnavailable


class Entity(dict[str, Any]):
    """An entity as the SDK gives it."""

    metadata = {"etag": 'W/"1"'}  # noqa: RUF012 - read only


def again[R: Row](row: R) -> R:
    return from_entity(type(row), Entity(to_entity(row)))


@pytest.mark.parametrize(
    "row",
    [a_session(), a_registration(), a_delivery(sending_since=NOW), an_issue(state=IssueState.APPROVED)],
    ids=lambda row: type(row).__name__,
)
def test_a_row_survives_the_way_there_and_back(row: Row) -> None:
    assert again(row) == row.model_copy(update={"etag": 'W/"1"'})


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200), times=st.integers(0, 700))
def test_text_of_any_length_survives_the_way_there_and_back(text: str, times: int) -> None:
    assert again(a_question(text=text * times)).text == text * times


@given(text=st.text(st.sampled_from("aé👩"), max_size=300), times=st.integers(0, 400))
def test_no_column_is_longer_than_a_table_takes(text: str, times: int) -> None:
    columns = to_entity(a_question(text=text * times))
    assert max(len(str(value).encode("utf-16-le")) // 2 for value in columns.values()) <= 32_768


def test_scalars_are_columns_and_the_rest_is_json() -> None:
    entity = to_entity(an_issue(items=[("regulator-news", "item-1")]))
    assert (entity["PartitionKey"], entity["RowKey"]) == ("bulletin", "2026-W49")
    assert (entity["state"], entity["items_json"]) == ("draft", '[["regulator-news","item-1"]]')


def test_a_field_that_is_none_is_left_out_and_comes_back_as_none() -> None:
    assert "sending_since" not in to_entity(a_delivery())
    assert again(a_delivery()).sending_since is None


def test_a_column_that_a_newer_version_wrote_is_passed_over() -> None:
    entity = Entity(to_entity(an_issue()) | {"colour": "green", "colours_json": '["green"]'})
    assert from_entity(Issue, entity).id == "2026-W49"


def test_a_row_without_a_column_of_this_version_gets_its_default() -> None:
    entity = Entity(to_entity(a_delivery(lookups=3)))
    del entity["lookups"]
    assert from_entity(Delivery, entity).lookups == 0


def test_the_version_that_was_read_is_no_column() -> None:
    assert "etag" not in to_entity(a_registration().model_copy(update={"etag": 'W/"9"'}))


class Failing:
    """A table service whose every insert ends in this error; it counts the tables that are made."""

    def __init__(self, error: HttpResponseError) -> None:
        self.error = error
        self.made: list[str] = []

    def get_table_client(self, name: str) -> "Failing":
        return self

    def create_table_if_not_exists(self, name: str) -> None:
        self.made.append(name)

    def create_entity(self, entity: dict[str, Any]) -> None:
        raise self.error

    def submit_transaction(self, operations: object) -> None:
        raise self.error


def test_an_error_that_is_not_about_the_key_or_the_table_rises() -> None:
    service = Failing(HttpResponseError("server busy"))
    with pytest.raises(StorageUnavailable, match=r"^server busy$"):
        AzureTables(service).insert(a_question())  # type: ignore[arg-type]  # as much of it as an insert uses
    assert service.made == []


def test_a_transaction_that_fails_for_another_reason_rises() -> None:
    response: Any = SimpleNamespace(status_code=500, reason="", headers={})
    refused = TableTransactionError(message="0:broken", response=response)
    service = Failing(refused)
    with pytest.raises(StorageUnavailable):
        AzureTables(service).insert_all([a_question()])  # type: ignore[arg-type]  # as above
    assert service.made == []


class NoToken:
    """A credential that must not be asked."""

    def get_token(self, *scopes: str, **options: Any) -> AccessToken:
        raise AssertionError("a token was asked for")


def test_an_identitys_token_never_goes_over_plain_http() -> None:
    with pytest.raises(ValueError, match=r"HTTPS"):
        AzureTables.from_identity("http://account.table.example.org", NoToken())
