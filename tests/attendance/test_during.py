"""Who was there in the session's hour: to the moment."""

import pytest

from local.memory.builders import START, a_record, a_session
from shared.attendance.merging import during

END = a_session().end


@pytest.mark.parametrize(
    ("stay", "is_there"),
    [((-30, 0), False), ((-30, 1), True), ((59, 90), True), ((60, 90), False), ((-30, 90), True), ((10, 20), True)],
)
def test_a_stay_counts_if_any_of_it_is_in_the_hour(stay: tuple[int, int], is_there: bool) -> None:
    assert bool(during([a_record(stays=[stay])], START, END)) is is_there


def test_other_stays_are_left_out() -> None:
    (record,) = during([a_record(stays=[(-90, -30), (5, 10), (100, 110)])], START, END)
    assert [stay.joined for stay in record.stays] == [a_record(stays=[(5, 10)]).stays[0].joined]
