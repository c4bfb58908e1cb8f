"""The pages behind the question whose address it is: one button, and what comes of it."""

from datetime import datetime

from shared.bulletin.issues import audience_name
from shared.forms.confirmed import pending
from shared.language.catalogue import say
from shared.programme.model import Programme
from shared.services import Services
from shared.sessions.words import session_words
from shared.templates.rendering import render
from shared.web.notices import notice_page


def confirm_address_page(services: Services, person: str, now: datetime) -> str:
    """One button, and what it confirms. Opening the page changes nothing."""
    waiting = pending(services, person, now)
    dates = [session_words(services.programme, session).subject for session in waiting.sessions]
    bulletins = [audience_name(services.programme, audience) for audience in waiting.audiences]
    return render("pages/confirm_address.html", programme=services.programme, dates=dates, bulletins=bulletins)


def address_confirmed_page(programme: Programme) -> str:
    """Thanks, and what happens next. It is the same however often the button is pressed."""
    words = (
        say("If you asked for a place, we will email your invitation in a few minutes, or tell you that you wait."),
        say("We do not ask again for two years."),
    )
    return notice_page(programme, say("Thank you. Your address is confirmed"), words)
