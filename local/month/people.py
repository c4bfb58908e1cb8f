"""The fictional people of the month: how they sign up, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle, islice

from shared.programme.forms import Answer
from shared.programme.model import Programme
from shared.text.addresses import normal_address

# fmt: off
FIRST = [
    "Amelia",
    "Kwame",
    "Priya",
    "Tomasz",
    "Leila",
    "Gareth",
    "Nadia",
    "Oluwaseun",
    "Hannah",
    "Mateo",
    "Sinead",
    "Ravi",
    "Chloe",
    "Yusuf",
    "Freya",
    "Diego",
    "Aisling",
    "Kofi",
    "Beatrix",
    "Hamza",
    "Ines",
    "Callum",
    "Zofia",
    "Emeka",
    "Rosie",
    "Anil",
    "Marta",
    "Joel",
    "Saoirse",
    "Tariq",
]
LAST = [
    "Thornbury",
    "Asante",
    "Raman",
    "Wisniewska",
    "Haddad",
    "Prosser",
    "Farouk",
    "Adeyemi",
    "Whitlock",
    "Serrano",
    "Gallagher",
    "Menon",
    "Fairweather",
    "Demir",
    "Lindqvist",
    "Castellano",
    "Brophy",
    "Mensah",
    "Attwood",
    "Siddiqui",
    "Carvalho",
    "Drummond",
    "Nowak",
    "Okafor",
    "Penhaligon",
    "Joshi",
    "Kowalczyk",
    "Abelman",
    "Kearney",
    "Rashid",
]
# fmt: on
SPECIALTIES = ("General practice", "Paediatrics", "Acute medicine", "Psychiatry", "Anaesthetics")
PROVIDERS = ("Northmoor General Hospital", "Eastvale Infirmary", "Moorside Surgery")
GRADES = {"pgdit": ("FY2", "ST3", "GPST2", "ST5"), "educators": ("Clinical supervisor", "Training programme director")}


@dataclass(frozen=True)
class Person:
    """Somebody who answers the Form, and what they do then."""

    name: str
    email: str
    series: str
    every: bool = False
    hub: str = ""
    question: str = ""
    follow_up: bool = True
    bulletin: bool = True
    joins: bool = True
    """They come to the session."""
    answers: Mapping[Answer, object] = field(default_factory=dict)
    """Answers instead of the usual ones."""


def the_crowd(programme: Programme) -> list[Person]:
    """Four dozen people, the same every time. Most do what we hope for, and some do not."""
    ordinary = [_ordinary(number, programme) for number in range(40)]
    questions = {
        0: "How do I apply for less than full time training, and does it change my ARCP date?",
        3: "Our rota leaves no time for study leave. What do others do?",
        6: "Can you refer me to PSW? I can't cope any more.",
        9: "Dr Example at my hospital signed nothing off. What can I do?",
        12: "How do we support an international graduate who is struggling with the portfolio?",
        15: "What will change with the new educational agreement for supervisors?",
        21: "Is exception reporting open to GP trainees too?",
    }
    asking = [_asking(person, questions.get(number, "")) for number, person in enumerate(ordinary)]
    return asking + _unusual(programme)


def response_of(person: Person, programme: Programme, number: int) -> dict[str, object]:
    """The connector's flat output for this person's answers: ids, option texts, blanks, US dates."""
    questions = programme.forms.sign_up.questions
    words = {
        answer: {meaning: text for text, meaning in reversed(list(question.options.items()))}
        for answer, question in questions.items()
    }
    given: dict[Answer, object] = {
        Answer.NAME: person.name,
        Answer.EMAIL: person.email,
        Answer.AUDIENCE: words[Answer.AUDIENCE].get(person.series, ""),
        Answer.ATTENDING: words[Answer.ATTENDING]["every" if person.every else "next"],
        Answer.ROLE: GRADES[person.series][number % len(GRADES[person.series])],
        Answer.SPECIALTY: SPECIALTIES[(number // 2) % len(SPECIALTIES)] if number % 7 else SPECIALTIES[0],
        Answer.CARE: words[Answer.CARE]["primary" if number % 3 == 0 else "secondary"],
        Answer.PROVIDER: PROVIDERS[number % len(PROVIDERS)],
        Answer.ACCESS_NEEDS: "Live captions, please" if number % 11 == 0 else "",
        Answer.HUB: words[Answer.HUB][person.hub],
        Answer.QUESTION: person.question,
        Answer.AGREEMENT: words[Answer.AGREEMENT]["yes"],
        Answer.SEND_ANSWERS: words[Answer.SEND_ANSWERS]["yes" if person.follow_up else "no"],
        Answer.SEND_BULLETIN: words[Answer.SEND_BULLETIN]["yes" if person.bulletin else "no"],
        **person.answers,
    }
    deleted = {"r0000000000000000000000000000dead": ""}
    return {
        "responder": "anonymous",
        "submitDate": "12/1/2026 9:04:07 AM",
        **{question.id: given.get(answer, "") for answer, question in questions.items()},
        **deleted,
    }


def _ordinary(number: int, programme: Programme) -> Person:
    name = f"{FIRST[number % len(FIRST)]} {next(islice(cycle(LAST), number * 7 % len(LAST), None))}"
    hubs = ["", *(hub.id for hub in programme.hubs)]
    return Person(
        name=name,
        email=normal_address(f"{name.replace(' ', '.')}.{number}@example.nhs.uk"),
        series="educators" if number % 5 == 4 or number % 10 == 1 else "pgdit",
        every=number % 4 == 0,
        hub=hubs[number // 9 % len(hubs)] if number % 9 == 2 else "",
        bulletin=number % 6 != 5,
        joins=number % 5 != 3,
    )


def _asking(person: Person, question: str) -> Person:
    return replace(person, question=question)


def _unusual(programme: Programme) -> list[Person]:
    """People whose answers cannot be used, or whose mail does not go out."""
    options = programme.forms.sign_up.questions[Answer.AGREEMENT].options
    no = next(text for text, meaning in options.items() if meaning == "no")
    return [
        Person("Nobody Agreed", "nobody.agreed@example.nhs.uk", "pgdit", answers={Answer.AGREEMENT: no}),
        Person("Broken Address", "broken.address@", "pgdit"),
        Person("Blank Choice", "blank.choice@example.nhs.uk", "pgdit", answers={Answer.AUDIENCE: ""}),
        Person("Renamed Option", "renamed.option@example.nhs.uk", "educators", answers={Answer.ATTENDING: "Some day"}),
        Person("Far Away", "far.away@elsewhere.example.com", "pgdit", joins=False),
        Person("Bounced Mail", "bounced.mail@example.nhs.uk", "educators", joins=False),
        Person("Ren\u00e9e O\u2019Connor-Sm\u00edth", "renee.oconnor@example.nhs.uk", "pgdit", every=True),
    ]
