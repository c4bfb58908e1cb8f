"""Failed work that is not there, or not there any more."""

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
