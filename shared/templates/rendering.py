"""Rendering: words and dates into HTML, by Jinja2. The only file that knows the template engine.

The café's own templates are strict. If a template names a value that it was not given, that is an error. The macros
of NHS.UK ask for options that nobody gave (`params.hint.text`), so they have a lenient environment of their own.
Everything is escaped unless a template says otherwise.

Sentences are marked in the templates (`{% trans %}`, `_`) and come out in the language at hand. A sentence may hold
HTML. We trust a translation like the template, and escape only the values in it.
"""

from collections.abc import MutableMapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.language.catalogue import language, translation, translation_for
from shared.templates.static import asset_url

if TYPE_CHECKING:
    from jinja2 import Environment, Template

TEMPLATES = Path(__file__).resolve().parent


def render(template: str, **values: object) -> str:
    """The template under `shared/templates` with these values. A missing one raises `UndefinedError`."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> "Environment":
    from jinja2 import (  # noqa: PLC0415 - most functions render nothing
        ChainableUndefined,
        Environment,
        FileSystemLoader,
        PackageLoader,
        StrictUndefined,
    )

    macros = Environment(
        loader=PackageLoader("nhsuk_frontend_jinja"),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a template changes with the code alone
    )

    class Templates(Environment):
        """Our templates. They find the templates of NHS.UK in the other environment."""

        def get_template(
            self,
            name: "str | Template",
            parent: str | None = None,
            globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as its base class names it
        ) -> "Template":
            if isinstance(name, str) and name.startswith("nhsuk/"):
                return macros.get_template(name)
            return super().get_template(name, parent, globals)

    ours = Templates(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # a template changes with the code alone
        extensions=["jinja2.ext.i18n"],
    )
    ours.policies["ext.i18n.trimmed"] = True
    ours.install_gettext_callables(  # type: ignore[attr-defined] # which the extension has added
        translation, translation_for, newstyle=True
    )
    ours.globals |= {"asset": asset_url, "language": language}
    return ours
