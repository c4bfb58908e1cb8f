"""The series: the recurring sessions of one audience."""

from shared.entries.choices import these
from shared.entries.fields import Field, Kind
from shared.entries.section import Entries, Section
from shared.entries.sign_up_words import choice_words
from shared.language.catalogue import Marked
from shared.programme import model, recurrence
from shared.programme.values import MOST_SEATS

HOLIDAYS = {
    "skip": Marked("Leave the session out"),
    "move": Marked("Move it to the next working day of the same weekday"),
    "keep": Marked("Keep it"),
}


SERIES = Section(
    name="series",
    key="series",
    title=Marked("Series"),
    brief=Marked("Days, times, places and reminders of each café"),
    about=Marked(
        "Each series is the café of one audience. Reminders, grades and the number of places count "
        "from the moment of publishing. Another day, start or length counts for sessions that are not planned yet."
    ),
    model=model.Series,
    fields=(
        Field("title", Marked("Title"), missing=Marked("Enter the title")),
        Field(
            "audience",
            Marked("Who is it for?"),
            hint=Marked("As in: Postgraduate doctors in training (PGDiT)"),
            missing=Marked("Enter who it is for"),
        ),
        choice_words("series"),
        Field(
            "rule",
            Marked("How often?"),
            Kind.RULE,
            Marked(
                "Another day, start or length counts for sessions that are not planned yet. Move or cancel the others"
            ),
            short=Marked("Days"),
            missing=Marked("Select how often"),
            options=these(recurrence.CHOICES),
        ),
        Field(
            "start",
            Marked("Start"),
            Kind.TIME,
            Marked("As in 12:30 or 1pm"),
            Marked("Enter the start"),
        ),
        Field(
            "minutes", Marked("Length in minutes"), Kind.NUMBER, missing=Marked("Enter the length"), least=5, most=480
        ),
        Field(
            "capacity",
            Marked("Number of places (optional)"),
            Kind.NUMBER,
            Marked(
                "Leave it empty if everybody can come. More places go to the people waiting; fewer take no place away"
            ),
            least=1,
            most=MOST_SEATS,
            short=Marked("Places"),
            nothing=Marked("No limit"),
        ),
        Field(
            "holidays",
            Marked("What happens on a bank holiday?"),
            Kind.CHOICE,
            missing=Marked("Select what happens on a bank holiday"),
            options=these(HOLIDAYS),
        ),
        Field(
            "reminders",
            Marked("Reminders before the start (optional)"),
            Kind.DURATIONS,
            Marked("With commas between them, as in 7 days, 1 day, 1 hour"),
            short=Marked("Reminders"),
        ),
        Field(
            "grades",
            Marked("Words of a grade or role that belong to this audience (optional)"),
            Kind.LINES,
            Marked(
                "One on each line. A sign-up with words of another series and none of its own waits for a coordinator. "
                "Capitals, spaces and plurals do not matter"
            ),
            short=Marked("Words of grades and roles"),
        ),
    ),
    entries=Entries(
        add=Marked("Add a series"),
        none=Marked("There is no series yet."),
        advice=Marked(
            "Once it is published, its sessions are planned, and people can choose it on the sign-up page. "
            "If you have a Microsoft Form, add the same words there as a choice. Give it facilitators next."
        ),
        when_removed=Marked(
            "No more sessions are planned. Facilitators host it no longer, and no news is for it. What is kept about "
            "its past sessions stays."
        ),
        named_by="title",
        columns=("rule", "start", "capacity", "reminders"),
    ),
)
