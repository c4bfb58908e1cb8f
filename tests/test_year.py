"""A year of the café in memory: what one person gets, mail by mail, as they would read it."""

from datetime import UTC, datetime

import pytest

from local.memory.builders import some_answers
from local.memory.playing import Play
from local.memory.services import KEYS, some_services, the_programme
from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.registrations.registering import cancel, end_standing
from shared.sessions.rescheduling import Move, cancel_session, move_session

ALWAYS, ONCE, WAITED = "amara@example.org", "ben@example.org", "cai@example.org"
HOST = "marcus.oyelaran@example.nhs.uk"
CAFE = ": Virtual Café for postgraduate doctors in training"


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """The time of a day such as "2026-09-01"."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=UTC)


def with_two_seats() -> Programme:
    """The sample programme with two seats in the first café."""
    programme = the_programme()
    few = [one.model_copy(update={"capacity": 2 if one.id == "pgdit" else None}) for one in programme.series]
    return programme.model_copy(update={"series": tuple(few)})


def sign_up(play: Play, email: str, *, every: bool = False) -> None:
    which = "Every one, until I say stop" if every else "The next one"
    play.sign_up(some_answers({Answer.EMAIL: email, Answer.ATTENDING: which}))


@pytest.fixture(scope="module")
def year() -> Play:
    """September to August. Two have the seats of the first session, and a third waits."""
    play = Play(some_services(programme=with_two_seats()), at("2026-09-01", 4))
    cafe = play.services
    play.until(at("2026-09-01"))
    sign_up(play, ALWAYS, every=True)
    play.until(at("2026-09-01", 11))
    sign_up(play, ONCE)
    play.until(at("2026-09-01", 12))
    sign_up(play, WAITED)
    play.until(at("2026-09-03"))
    cancel(cafe, "pgdit-2026-09-09", KEYS.person(ONCE), play.now)
    play.until(at("2026-09-20"))
    sign_up(play, ALWAYS, every=True)  # nothing is new
    sign_up(play, ONCE)
    play.until(at("2026-09-21"))
    sign_up(play, ONCE)  # nothing is new
    play.until(at("2026-11-02"))
    move_session(cafe, "pgdit-2026-11-11", Move(start=at("2026-11-12", 12, 30)), play.now)
    play.until(at("2026-11-02", 10, 10))
    move_session(cafe, "pgdit-2026-11-11", Move(start=at("2026-11-11", 12, 30)), play.now)  # back again
    play.until(at("2026-12-20"))
    move_session(cafe, "pgdit-2027-01-13", Move(start=at("2027-01-13", 13, 30)), play.now)
    play.until(at("2027-01-20"))
    cancel_session(cafe, "pgdit-2027-03-10", "The panel is away.", play.now)
    play.until(at("2027-04-20"))
    cancel(cafe, "pgdit-2027-05-12", KEYS.person(ALWAYS), play.now)
    play.until(at("2027-06-20"))
    end_standing(cafe, "pgdit", KEYS.person(ALWAYS), play.now)
    play.until(at("2027-08-31"))
    return play


def said(play: Play, address: str) -> list[str]:
    """The day and the subject of each mail, with the file that it brings."""
    return [
        " ".join(
            [
                f"{one.at:%d %b}",
                one.mail.subject.replace(CAFE, ":").replace(", 12:30pm", ""),
                *(f"[{file.name}]" for file in one.mail.attachments),
            ]
        )
        for one in play.letters_to(address)
    ]
