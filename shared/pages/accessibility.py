"""The accessibility statement: how far the pages meet the standard, and what to do if they do not work for somebody.

The regulations for public bodies of 2018 say what it has to hold.
"""

from shared.language.catalogue import Marked, say
from shared.language.dates import short_date
from shared.programme.model import Programme
from shared.templates.rendering import render

STATUS = {
    "fully": Marked(
        "This website is fully compliant with the Web Content Accessibility Guidelines version 2.2 AA standard."
    ),
    "partially": Marked(
        "This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, "
        "because of what is listed below."
    ),
    "not": Marked(
        "This website is not compliant with the Web Content Accessibility Guidelines version 2.2 AA standard. "
        "What does not meet it is listed below."
    ),
}

ENFORCEMENT = {
    "EHRC": (
        Marked(
            "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile "
            "Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with how we answer your "
            "complaint, contact the Equality Advisory and Support Service (EASS):"
        ),
        "https://www.equalityadvisoryservice.com/",
    ),
    "ECNI": (
        Marked(
            "The Equality Commission for Northern Ireland (ECNI) enforces the Public Sector Bodies (Websites and "
            "Mobile Applications) (No. 2) Accessibility Regulations 2018 in Northern Ireland. If you are not happy "
            "with how we answer your complaint, contact it:"
        ),
        "https://www.equalityni.org/",
    ),
}


def accessibility_page(programme: Programme) -> str:
    """The statement, with the values of the programme file."""
    statement = programme.accessibility
    words, link = ENFORCEMENT[statement.enforced_by]
    return render(
        "pages/accessibility.html",
        programme=programme,
        status=say(STATUS[statement.status]),
        statement=statement,
        prepared=short_date(statement.prepared),
        reviewed=short_date(statement.reviewed),
        enforcement=say(words),
        enforcement_link=link,
    )
