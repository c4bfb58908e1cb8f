"""What an act on somebody's place will do, in sentences for the page that asks whether to go on."""

from shared.language.catalogue import say
from shared.language.dates import long_date
from shared.pages.console.place_acts import MAILS, PlaceAct, PlaceForm, Wish
from shared.pages.console.place_words import hub_words
from shared.programme.model import Programme
from shared.registrations.rows import RegistrationState


def what_it_does(programme: Programme, form: PlaceForm, wish: Wish, *, is_free: bool) -> list[str]:
    """Sentences that say what the act will do, and to whom. `is_free`: whether the other date has a free seat."""
    name, date = form.place.registration.details.name, long_date(form.place.session.start, programme.zone)
    match form.act:
        case PlaceAct.CORRECT:
            return _correct(programme, form, wish)
        case PlaceAct.MOVE:
            return _move(programme, form, wish, is_free=is_free)
        case PlaceAct.CANCEL:
            return _cancel(form, name, date)
        case PlaceAct.RESEND:
            mail = say(MAILS[wish.mail]) if wish.mail else ""
            return [
                say("{name} gets this email once more: {email}.", name=name, email=mail),
                say("Nobody else is emailed."),
            ]
        case PlaceAct.CAME:
            return [
                say("{name} counts as somebody who came on {date}.", name=name, date=date),
                say("Emails that have not gone yet ask them how it was, and not what stopped them."),
            ]
        case PlaceAct.NOT_CAME:
            return [say("{name} no longer counts as somebody who came on {date}.", name=name, date=date)]


def _correct(programme: Programme, form: PlaceForm, wish: Wish) -> list[str]:
    there, date = form.place.registration, long_date(form.place.session.start, programme.zone)
    hub = wish.details.hub if wish.details else there.details.hub
    words = hub_words(programme, hub)
    return [
        say("The answers of {name} change on all of their coming dates.", name=there.details.name)
        if wish.for_all
        else say("The answers of {name} change on {date} only.", name=there.details.name, date=date),
        say("They get one email, because they join at another place now: {hub}.", hub=words)
        if hub != there.details.hub and there.is_told
        else say("Nobody is emailed."),
    ]


def _move(programme: Programme, form: PlaceForm, wish: Wish, *, is_free: bool) -> list[str]:
    name, zone = form.place.registration.details.name, programme.zone
    date, new = long_date(form.place.session.start, zone), long_date(wish.to.start, zone) if wish.to else ""
    return [
        say("{name} gets a seat on {date}.", name=name, date=new)
        if is_free
        else say("{name} goes on the waiting list of {date}, because no seat is free.", name=name, date=new),
        say("Their place on {date} is cancelled. The next person who waits gets the seat.", date=date),
        say("They get one email about each date."),
    ]


def _cancel(form: PlaceForm, name: str, date: str) -> list[str]:
    is_real = form.place.registration.state is not RegistrationState.PROVISIONAL
    return [
        say("The place of {name} on {date} is cancelled.", name=name, date=date),
        say("The next person who waits gets the seat, and an email."),
        say("They get an email that says so.")
        if is_real
        else say("They get no email, because nobody has confirmed the address."),
    ]
