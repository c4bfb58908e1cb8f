"""What tells English from data in the tests of other languages."""

from tests.language.made_up import DATA, english_in, wide


def test_a_sentence_keeps_its_elements_and_placeholders() -> None:
    assert wide("<b>For:</b> %(whom)s, {name} &amp; 100%%") == "⟦<b>Ｆｏｒ:</b> %(whom)s, {name} &amp; 100%%⟧"


def test_english_that_is_left_is_found() -> None:
    assert english_in("<p>⟦Ｗｒｉｔｅ ｔｏ Amara Nwosu⟧ at once</p>", DATA) == ["⟦Ｗｒｉｔｅ ｔｏ Amara Nwosu⟧ at once"]
    assert english_in('<a aria-label="Back" href="/back">⟦Ｂａｃｋ⟧ Amara Nwosu</a>', DATA) == ["Back"]
    assert english_in('<p data-i18n.at-limit="None left">⟦Ａｌｌ ｌｅｆｔ⟧</p>', DATA) == ["None left"]
