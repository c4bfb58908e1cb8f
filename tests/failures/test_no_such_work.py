"""Failed work that is not there, or not there any more."""

import re

import pytest

from local.memory.builders import NOW
from local.memory.services import some_services
from shared.failures import failed_work
from shared.failures.rows import FailedWork


def test_a_piece_is_found_by_its_step_and_id_or_said_to_be_gone() -> None:
    services = some_services()
    failed_work.keep(services, failed_work.SIGN_UP, "{}", "Cannot be used: email.", NOW)
    (row,) = services.tables.rows(FailedWork)
    assert failed_work.the_piece(services, row.step, row.id) == row
    with pytest.raises(failed_work.NoSuchWork, match="There is no such failed work"):
        failed_work.the_piece(services, row.step, "another")


def test_a_cause_has_an_id_of_twelve_hexadecimal_digits_that_depends_on_the_step_too() -> None:
    services = some_services()
    for step in ("a-step", "another"):
        failed_work.keep(services, step, "{}", "the same words", NOW)
    ids = [row.cause_id for row in services.tables.rows(FailedWork)]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{12}", one) for one in ids)


def test_kept_again_it_is_one_more_attempt() -> None:
    services = some_services()
    for _ in range(3):
        failed_work.keep(services, "a-step", "{}", "the same words", NOW)
    assert [row.attempts for row in services.tables.rows(FailedWork)] == [3]
