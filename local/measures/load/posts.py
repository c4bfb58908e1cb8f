"""What is posted: usable responses, some of them twice, and some that cannot be used."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from local.month.people import Person, response_of
from shared.programme.forms import Answer
from shared.programme.model import Programme

REPEATED, MALFORMED = 0.20, 0.05
"""The shares of all posts that repeat another one, and that cannot be used."""

USABLE, NOT_JSON, UNUSABLE = 202, 400, 422


@dataclass(frozen=True)
class Post:
    """One post of a flow, and the status it has to get. `email` is empty if the post cannot be used."""

    body: bytes
    status: int
    number: int
    series: str = ""
    email: str = ""


def posts(programme: Programme, count: int, seed: int) -> Sequence[Post]:
    """So many posts, in the order of sending. The same seed gives the same posts."""
    draw = random.Random(seed)
    repeated, malformed = round(count * REPEATED), round(count * MALFORMED)
    usable = [_usable(programme, number) for number in range(1, count - repeated - malformed + 1)]
    odd = [_odd(programme, number) for number in range(len(usable) + 1, len(usable) + malformed + 1)]
    all_of_them = [*usable, *odd, *draw.sample(usable, repeated)]
    draw.shuffle(all_of_them)
    return all_of_them


def _person(programme: Programme, number: int) -> Person:
    series = programme.series[number % len(programme.series)]
    return Person(f"Load {number}", f"load.{number}@example.org", series.id, bulletin=False)


def _usable(programme: Programme, number: int) -> Post:
    person = _person(programme, number)
    body = _body(programme, person, number)
    return Post(body, USABLE, number, person.series, person.email)


def _odd(programme: Programme, number: int) -> Post:
    person = _person(programme, number)
    ways: Sequence[Callable[[], Post]] = (
        lambda: Post(_body(programme, replace(person, email="nobody at all"), number), UNUSABLE, number),
        lambda: Post(_body(programme, _without_agreement(person), number), UNUSABLE, number),
        lambda: Post(_body(programme, person, number, form="another Form"), UNUSABLE, number),
        lambda: Post(_body(programme, person, number)[:-20], NOT_JSON, number),
    )
    return ways[number % len(ways)]()


def _without_agreement(person: Person) -> Person:
    return replace(person, answers={Answer.AGREEMENT: ""})


def _body(programme: Programme, person: Person, number: int, form: str = "") -> bytes:
    response = response_of(person, programme, number)
    posted = {"formId": form or programme.forms.sign_up.id, "responseId": number, "response": response}
    return json.dumps(posted).encode()
