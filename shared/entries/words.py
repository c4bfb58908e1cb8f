"""The café's own words: its name and addresses, its ground rules, and where its news come from."""

from shared.entries.choices import audience_options
from shared.entries.fields import Field, Kind
from shared.entries.section import Entries, Section
from shared.language.catalogue import Marked
from shared.programme.model import About, Feed, GroundRules

TEXTS = Section(
    name="texts",
    key="programme",
    title=Marked("Name and contact"),
    brief=Marked("What the café is called, and where people write to"),
    about=Marked("What the café is called, and where people and the café itself write to."),
    model=About,
    fields=(
        Field("name", Marked("Name of the café"), missing=Marked("Enter the name of the café")),
        Field("region", Marked("Region"), missing=Marked("Enter the region")),
        Field(
            "contact",
            Marked("Where people write to"),
            Kind.EMAIL,
            Marked("It stands in every email and at the foot of each page"),
            Marked("Enter the email address where people write to"),
        ),
        Field(
            "operations",
            Marked("Who is told when something fails"),
            Kind.EMAIL,
            missing=Marked("Enter the email address of those who are told when something fails"),
        ),
        Field(
            "email_domains",
            Marked("Your organisations’ email domains (optional)"),
            Kind.LINES,
            Marked("One on each line, as in example.nhs.uk. The café notices a slip in one of them"),
            short=Marked("Email domains"),
        ),
        Field(
            "plan_days",
            Marked("How many days ahead sessions are planned"),
            Kind.NUMBER,
            missing=Marked("Enter how many days ahead sessions are planned"),
            least=1,
            most=366,
        ),
    ),
)

GROUND_RULES = Section(
    name="ground-rules",
    key="ground_rules",
    title=Marked("Ground rules"),
    brief=Marked("What everybody agrees to at sign-up"),
    about=Marked(
        "What everybody agrees to at sign-up. If you change a rule, change it in the Microsoft Form too. People who "
        "signed up before agreed to the rules as they were."
    ),
    model=GroundRules,
    fields=(
        Field(
            "rules",
            Marked("The rules"),
            Kind.LINES,
            Marked("One on each line, in the order in which people read them"),
            Marked("Enter at least one rule"),
        ),
    ),
)

FEEDS = Section(
    name="feeds",
    key="feeds",
    title=Marked("News feeds"),
    brief=Marked("Where the bulletin’s news come from, and who reads them"),
    about=Marked(
        "The feeds (RSS or Atom) that the café reads for the bulletin, and the readers that their news are for."
    ),
    model=Feed,
    fields=(
        Field("title", Marked("Title"), missing=Marked("Enter the title")),
        Field("url", Marked("Web address of the feed"), Kind.LINK, missing=Marked("Enter the web address of the feed")),
        Field(
            "audiences",
            Marked("Who are its news for?"),
            Kind.CHOICES,
            Marked("Select all that apply"),
            options=audience_options,
            short=Marked("Readers"),
        ),
    ),
    entries=Entries(
        add=Marked("Add a feed"),
        none=Marked("There is no feed yet. The bulletin has only the items that people add."),
        when_removed=Marked("The café reads no news there any more. What it has read stays in the bulletin."),
        named_by="title",
        columns=("url", "audiences"),
    ),
)
