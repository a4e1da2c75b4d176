from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from runreport.language import text
from runreport.pages.escaping import escaped, escaped_value


@given(st.text(alphabet=st.one_of(st.sampled_from("&<>\"'a "), st.characters())))
def test_texts_are_escaped_as_the_library_escapes_them(value: str) -> None:
    assert escaped(value) == escaped_value(value) == escape(value)


def test_values_of_any_kind_are_shown_as_the_library_shows_them() -> None:
    values = (None, 1, 0.5, Markup("<b>"), text("{n} < 2", n=1), ["<"])
    assert [escaped_value(value) for value in values] == [escape(value) for value in values]
