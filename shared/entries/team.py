"""The people: who hosts the café, who reads held texts, and who gets the bulletin because of their office."""

from collections.abc import Sequence

from shared.entries.choices import series_options, tables
from shared.entries.fields import Field, Kind, Option, Table
from shared.entries.section import Entries, Section
from shared.language.catalogue import Marked, say
from shared.programme.model import Facilitator, Gate, Stakeholder

NAME = Field("name", Marked("Full name"), missing=Marked("Enter the full name"))
ROLE = Field(
    "role", Marked("Role"), hint=Marked("As people know it, such as Associate Dean"), missing=Marked("Enter the role")
)

FACILITATORS = Section(
    name="facilitators",
    key="facilitators",
    title=Marked("Facilitators"),
    brief=Marked("Who hosts which series"),
    about=Marked(
        "The people who host sessions. Each gets an invitation to every session of their series, a briefing before it "
        "and a digest after it. They sign in with the address that stands here."
    ),
    model=Facilitator,
    fields=(
        NAME,
        Field(
            "email",
            Marked("Email address"),
            Kind.EMAIL,
            Marked("Emails go there, and they sign in with it"),
            Marked("Enter the email address"),
        ),
        ROLE,
        Field(
            "series",
            Marked("Which series do they host?"),
            Kind.CHOICES,
            Marked("Select all that apply"),
            options=series_options,
            short=Marked("Series"),
        ),
    ),
    entries=Entries(
        add=Marked("Add a facilitator"),
        none=Marked("There is no facilitator yet."),
        order=Marked("The first one reads held texts, unless somebody else is chosen for that."),
        columns=("role", "series"),
        when_replaced=Marked(
            "{name} goes, and the new person takes their place. The coming sessions go from one calendar into the "
            "other when the draft is published."
        ),
        taken_over=("role", "series"),
        replace=Marked("Somebody else instead of {name}"),
        are_people=True,
    ),
)


def _readers(data: Table) -> Sequence[Option]:
    people = [Option(str(one["id"]), str(one["name"]), str(one["role"])) for one in tables(data, "facilitators")]
    return [*people, Option("", say("The first facilitator in the list"))]


HELD_TEXTS = Section(
    name="held-texts",
    key="gate",
    title=Marked("Who reads held texts"),
    brief=Marked("One person decides about texts that the café is not certain of"),
    about=Marked(
        "The café holds a text if it is not certain of it. One person reads these texts, and lets each pass or refuses "
        "it. Best is the Professional Support and Wellbeing manager, because somebody may need help."
    ),
    model=Gate,
    fields=(Field("held_for", Marked("Who reads them?"), Kind.CHOICE, options=_readers),),
)

STAKEHOLDERS = Section(
    name="stakeholders",
    key="stakeholders",
    title=Marked("Stakeholders"),
    brief=Marked("Who gets the bulletin because of their office"),
    about=Marked("People who get the bulletin because of their office, such as Heads of School. They need no sign-up."),
    model=Stakeholder,
    fields=(
        NAME,
        Field("email", Marked("Email address"), Kind.EMAIL, missing=Marked("Enter the email address")),
        Field(
            "role",
            Marked("Office"),
            hint=Marked("Such as Director of Medical Education"),
            missing=Marked("Enter the office"),
        ),
    ),
    entries=Entries(
        add=Marked("Add a stakeholder"),
        none=Marked("There is no stakeholder yet. The bulletin goes only to people who asked for it."),
        columns=("role", "email"),
        when_removed=Marked("They get the bulletin no longer, unless they asked for it themselves."),
        id_from="role",
        when_replaced=Marked("{name} goes, and the new person takes their place."),
        taken_over=("role",),
        replace=Marked("Somebody else instead of {name}"),
        are_people=True,
    ),
)
