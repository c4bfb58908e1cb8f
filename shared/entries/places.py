"""The hubs, where people watch together; and the themes, each with its words and its signpost."""

from shared.entries.fields import Field, Kind
from shared.entries.section import Entries, Section
from shared.entries.sign_up_words import choice_words
from shared.language.catalogue import Marked
from shared.programme.model import Hub, NotFor, Theme

HUBS = Section(
    name="hubs",
    key="hubs",
    title=Marked("Hubs"),
    brief=Marked("Rooms where people watch together"),
    about=Marked("Rooms where people watch the café together. People choose one when they sign up."),
    model=Hub,
    fields=(
        Field("name", Marked("Name"), missing=Marked("Enter the name")),
        Field(
            "address",
            Marked("Room and address"),
            Kind.TEXT,
            hint=Marked("As somebody needs it who comes for the first time"),
            missing=Marked("Enter the room and address"),
        ),
        Field(
            "contact",
            Marked("Email address of the host"),
            Kind.EMAIL,
            short=Marked("Host"),
            missing=Marked("Enter the email address of the host"),
        ),
        choice_words("hubs"),
    ),
    entries=Entries(
        add=Marked("Add a hub"),
        none=Marked("There is no hub yet. People join on their own device."),
        advice=Marked(
            "Once it is published, people can choose it on the sign-up page. If you have a Microsoft Form, add the "
            "same words there as a choice."
        ),
        columns=("address", "contact"),
    ),
)

LINK = Field("link", Marked("Web address"), Kind.LINK, missing=Marked("Enter the web address"))

THEMES = Section(
    name="themes",
    key="themes",
    title=Marked("Themes and signposts"),
    brief=Marked("What questions are about, and who helps"),
    about=Marked(
        "A question belongs to a theme if one of the theme's words is in it. The digest of a session lists its themes, "
        "each with who helps and a link."
    ),
    model=Theme,
    fields=(
        Field("name", Marked("Name"), missing=Marked("Enter the name")),
        Field(
            "words",
            Marked("Words that show it"),
            Kind.LINES,
            Marked("One word or phrase on each line, as in study leave"),
            Marked("Enter at least one word"),
        ),
        Field("signpost", Marked("Who helps"), missing=Marked("Enter who helps")),
        LINK,
    ),
    entries=Entries(
        add=Marked("Add a theme"),
        none=Marked("There is no theme yet."),
        when_removed=Marked("Digests list it no longer. Those that were sent stay as they are."),
        columns=("signpost", "link"),
    ),
)

NOT_FOR = Section(
    name="not-for",
    key="not_for",
    title=Marked("What the café is not for"),
    brief=Marked("Where people are sent instead, and the help in a crisis"),
    about=Marked(
        "Services that the café does not give, and where to go instead. If somebody asks for one of them, with one of "
        "its phrases, the café tells them where to go. The text does not reach the panel."
    ),
    model=NotFor,
    fields=(
        Field("name", Marked("Service"), missing=Marked("Enter the service")),
        Field("go_to", Marked("Where to go instead"), missing=Marked("Enter where to go instead")),
        LINK,
        Field(
            "crisis",
            Marked("This is the help for somebody in a crisis"),
            Kind.SWITCH,
            Marked("It is shown at once to somebody whose words are a sign of a crisis"),
            short=Marked("For a crisis"),
        ),
        Field(
            "phrases",
            Marked("Phrases that ask for it (optional)"),
            Kind.LINES,
            Marked("One on each line. Word forms and word order do not matter: “refer me” finds “can I be referred?”"),
            short=Marked("Phrases"),
        ),
    ),
    entries=Entries(
        add=Marked("Add a service"),
        none=Marked("There is no service here yet."),
        order=Marked("People see them in this order on the sign-up page."),
        when_removed=Marked("People who ask for it are no longer told where to go. What they write reaches the panel."),
        columns=("go_to", "crisis"),
    ),
)
