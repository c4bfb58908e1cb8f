"""Finding sentences that nobody marked for translation, in templates and in Python.

A text reads like words if it has two words in a row, or begins with a capital as a label does. Names of fields,
addresses and styles do not read like words.
"""

import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import Environment, nodes

MARKS = {"say", "say_many", "Marked"}
MARKS_IN_TEMPLATES = {"_", "gettext", "ngettext"}
READ_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title"}
FOR_THE_TEAM = {"debug", "info", "warning", "error", "exception", "critical"}
"""Methods whose arguments are log lines."""

WORDS = re.compile(
    r"[^\W\d_]{2,}[,.;:!?]? +[^\W\d_]{2,}"  # two words in a row
    r"|^ ?[A-Z][^\W\d_A-Z]+[.:]?(?: |$)"  # a label, or how a sentence begins
    r"|[^\W\d_]{2,}[.?!:;] +$"  # how a part of one ends
)
VALUE = "\x01"
"""Stands where a template prints a value."""

STYLE = re.compile(r"[a-z-]+: [a-z]+;")


def reads_like_words(text: str) -> bool:
    return bool(WORDS.search(text)) and not STYLE.match(text)


# --- templates --------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    """What there is to read in a template's own text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._unseen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen = tag in ("style", "script")
        self.found += [value or "" for name, value in attrs if name in READ_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self._unseen = False

    def handle_data(self, data: str) -> None:
        self.found += [] if self._unseen else [data]


def unmarked_in_template(source: str) -> list[str]:
    """What a template says without marking it: its text, what it says in attributes, and what it hands to macros."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # which the extension has added
    tree = environment.parse(source)
    page = _Page()
    page.feed("".join(_text(tree)))
    page.close()
    said = [" ".join(text.replace(VALUE, " ").split()) for text in page.found if re.search(r"[^\W\d_]", text)]
    return said + [text for text in _constants(tree) if reads_like_words(text)]


def _text(node: nodes.Node) -> Iterator[str]:
    """The template's own text in its order."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield VALUE
    else:
        for child in node.iter_child_nodes():
            yield from _text(child)


def _constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    is_marked = (
        isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS_IN_TEMPLATES
    )
    for child in node.iter_child_nodes(exclude=("args",) if is_marked else None):
        yield from _constants(child)


# --- Python -----------------------------------------------------------------------------------------------


def unmarked_in_python(source: str, refusals: Collection[str] = ()) -> list[str]:
    """What reads like words in a module, but for docstrings, annotations, log lines and errors that are raised.

    `refusals` are the errors that are not left out: their words are for people.
    """
    return [text for text in _Strings(refusals).within(ast.parse(source)) if reads_like_words(text)]


@dataclass(frozen=True)
class _Strings:
    """The strings of a module that somebody might read."""

    refusals: Collection[str]

    def within(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        for child in self._parts(node):
            yield from self.within(child)

    def _parts(self, node: ast.AST) -> Iterator[ast.AST]:
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) as refusal) if name in self.refusals:
                yield refusal
            case ast.Raise() | ast.Assert() | ast.Expr(value=ast.Constant()) | ast.arg():
                return
            case ast.Call(func=ast.Name(id=name), keywords=keywords) if name in MARKS:
                yield from keywords
            case ast.Call(func=ast.Name(id="enter"), args=[services, who, ast.Constant(), *others]):
                yield from (services, who, *others)  # the act has its words in shared/audit_trail/words.py
            case ast.Call(func=ast.Attribute(attr=name, value=ast.Name(id="log"))) if name in FOR_THE_TEAM:
                return
            case ast.AnnAssign(target=target, value=value):
                yield from (part for part in (target, value) if part)
            case ast.FunctionDef(args=arguments, body=body, decorator_list=decorators):
                yield from (arguments, *body, *decorators)
            case _:
                yield from ast.iter_child_nodes(node)
