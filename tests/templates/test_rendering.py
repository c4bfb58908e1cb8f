"""Rendering: strict with our templates, lenient with NHS.UK's macros, and never letting markup through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError

from local.memory.services import the_programme
from shared.templates.rendering import render

PLAIN = {"heading": "A heading", "words": ["One."], "onward": ("On", "/")}


def notice(**values: object) -> str:
    return render("pages/notice.html", **({"programme": the_programme()} | PLAIN | values))


def test_a_value_that_a_template_names_and_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'onward' is undefined"):
        render("pages/notice.html", programme=the_programme(), heading="A", words=())


def test_a_template_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(TemplateNotFound, match=r"pages/none\.html"):
        render("pages/none.html")


def test_a_page_stands_in_the_layout_with_the_programme_in_its_title() -> None:
    html = notice(heading="Page not found")
    assert html.count("<title>Page not found – Northmoor Virtual Café</title>") == 1
    assert html.count('<h1 class="nhsuk-heading-l">Page not found</h1>') == 1
    assert html.lstrip().startswith("<!DOCTYPE html>")


@given(st.text(alphabet="<>&\"'ab{}%#/", max_size=30))
def test_no_text_becomes_markup_or_template(text: str) -> None:
    hostile = f"<script>{text}</script>"
    html = notice(heading=hostile, words=[hostile], onward=(hostile, f"/{hostile}"))
    expected = notice(heading="h", words=["w"], onward=("o", "/"))
    assert html.count("<script") == expected.count("<script")
    assert html.count("<") == expected.count("<")
