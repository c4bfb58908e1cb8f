"""A browser as far as a story needs one: it opens a page, fills in a form by the names of its fields, and sends it.

    browse = Browsing(site, headers)
    browse.send("/console/settings/series/pgdit", {"reminders": "5 days, 1 day"})

If the next page asks whether to go on, it goes on. A page that shows an error ends the story.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from local.stack.asking import asker

type Texts = str | list[str]


SURE = {"sure": "yes"}


class NotTaken(Exception):
    """The page did not take what was filled in."""


@dataclass
class Form:
    """A form of a page: where it goes, and what its fields hold."""

    action: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: set[tuple[str, str]] = field(default_factory=set)

    @property
    def asks_whether_sure(self) -> bool:
        """Whether nothing is done yet, and one can go on."""
        return self.fields.get("sure") == ["yes"] or ("sure", "yes") in self.buttons

    def filled(self, changes: Mapping[str, Texts]) -> dict[str, list[str]]:
        """The fields with these changes."""
        lists = {name: [value] if isinstance(value, str) else value for name, value in changes.items()}
        return {**self.fields, **lists}


@dataclass(frozen=True)
class Browsing:
    """Somebody with a browser, by their headers."""

    site: str
    headers: Mapping[str, str]

    def open(self, address: str) -> httpx.Response:
        """The page at this address. Raises `NotTaken` if there is none."""
        answer = asker().get(urljoin(self.site, address), headers=self.headers, follow_redirects=True, timeout=60)
        return _taken(answer)

    def send(self, address: str, changes: Mapping[str, Texts]) -> httpx.Response:
        """Open the page, fill in the form that has these fields, and send it. Returns the last page."""
        page = self.open(address)
        form = _form_with(page.text, changes)
        if form is None:
            raise NotTaken(f"{address} has no form with {', '.join(changes)}")
        page = self._post(page, form, changes)
        sure = next((one for one in _forms_of(page.text) if one.asks_whether_sure), None)
        return self._post(page, sure, SURE) if sure else page

    def _post(self, page: httpx.Response, form: Form, changes: Mapping[str, Texts]) -> httpx.Response:
        address = urljoin(str(page.url), form.action)
        sent = asker().post(address, data=form.filled(changes), headers=self.headers, follow_redirects=True, timeout=60)
        return _taken(sent)


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != 200 or "nhsuk-error-summary" in answer.text:
        raise NotTaken(f"{answer.request.method} {answer.request.url.path}: {answer.status_code}")
    return answer


def _form_with(html: str, names: Iterable[str]) -> Form | None:
    """The first form that has fields or buttons with all of these names."""
    for form in _forms_of(html):
        if set(names) <= {*form.fields, *(name for name, _ in form.buttons)}:
            return form
    return None


def _forms_of(html: str) -> list[Form]:
    reader = _Forms()
    reader.feed(html)
    return reader.forms


class _Forms(HTMLParser):
    """Reads the forms that are posted."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").casefold() == "post":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif self._form and (name := given.get("name", "")):
            self._field(tag, name, given)
        elif self._form and tag == "option" and "selected" in given:
            self._form.fields[self._select] = [given.get("value", "")]

    def _field(self, tag: str, name: str, given: Mapping[str, str]) -> None:
        fields = self._form.fields if self._form else {}
        kind = given.get("type", "")
        if tag == "button" and self._form:
            self._form.buttons.add((name, given.get("value", "")))
        elif tag == "textarea":
            fields.setdefault(name, []).append("")
            self._area = name
        elif tag == "select":
            fields.setdefault(name, [""])
            self._select = name
        elif tag == "input":
            chosen = kind not in ("checkbox", "radio") or "checked" in given
            fields.setdefault(name, [])
            if chosen:
                fields[name].append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._form and self._area:
            self._form.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
