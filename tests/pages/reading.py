"""Reading a page without a browser: its words, its links, and the fields of its form."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "meta", "link", "br", "img", "path", "hr"})

type Attributes = dict[str, str]


@dataclass
class Element:
    """An element with its attributes and all the text within it."""

    tag: str
    attributes: Attributes
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)


@dataclass
class ReadPage(HTMLParser):
    """A page as it was read; `elements` stand in the order of the page."""

    html: str
    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        if self._open:
            raise ValueError(f"never closed: {[element.tag for element in self._open]}")

    def __hash__(self) -> int:
        return id(self)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements with this tag and these attributes (`class_` holds the class among others)."""
        return [one for one in self.elements if one.tag == tag and _has(one, attributes)]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only element with this tag and these attributes."""
        (found,) = self.all(tag, **attributes)
        return found

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """What the elements say, white space collapsed."""
        return [" ".join(one.text.split()) for one in self.all(tag, **attributes)]

    @property
    def title(self) -> str:
        return self.all("title")[0].text

    @property
    def said(self) -> str:
        """All that stands between the start and the end of the main part."""
        return " ".join(self.one("main").text.split())

    @property
    def ids(self) -> list[str]:
        return [one["id"] for one in self.elements if "id" in one.attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        closed = self._open.pop()
        if closed.tag != tag:
            raise ValueError(f"<{closed.tag}> is closed by </{tag}>")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


def _has(element: Element, attributes: Attributes) -> bool:
    for name, value in attributes.items():
        if name == "class_":
            if value not in (element.get("class") or "").split():
                return False
        elif element.get(name) != value:
            return False
    return True
