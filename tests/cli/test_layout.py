import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval.outputs.layout import Style, clean, columns, style_for, wrap


@pytest.mark.parametrize(("text", "size"), [("abc", 3), ("预算", 4), ("≥90%", 4), ("（一）", 6), ("é", 1)])
def test_columns_counts_full_width_twice(text, size):
    assert columns(text) == size


@given(st.text(alphabet="预算执行率，。1234567890.% ", max_size=80), st.integers(20, 60))
def test_wrapping_loses_nothing_but_spaces(text, width):
    assert "".join(wrap(text, width)).replace(" ", "") == text.replace(" ", "")


@given(st.text(alphabet="预算执行率，。 ", max_size=80), st.integers(20, 60))
def test_lines_are_no_wider_than_asked_but_for_closing_marks(text, width):
    for line in wrap(text, width):
        assert columns(line.rstrip("，。 ")) <= width


def test_a_figure_is_never_broken():
    text = "全年预算数9323.68万元，执行数12345678.90万元"
    for width in range(20, 40):
        joined = "\n".join(wrap(text, width))
        assert "9323.68" in joined
        assert "12345678.90" in joined


@given(st.text())
def test_cleaned_text_is_one_printable_line(text):
    assert clean(text).isprintable()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_only_on_a_terminal_and_not_against_no_color(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert style_for(Terminal()).colour
    assert not style_for(io.StringIO()).colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not style_for(Terminal()).colour
    assert Style(colour=True).paint("x", "error") == "\x1b[31mx\x1b[0m"
