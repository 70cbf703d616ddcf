"""How the cells of one style look, in whichever format the workbook is saved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from extractor.readers.sheet_formats import GENERAL, printer, stored, text_printer

_KNOWN: Final = 100_000
"""Printed numbers remembered for one style."""


@dataclass(slots=True)
class Style:
    """How cells of one style print: numbers, texts, and whether they are framed at the sides.

    ``plain`` says that numbers have no format of their own; ``around`` puts the words of a
    format around a text, where it has any.
    """

    code: str = GENERAL
    framed: bool = False
    date1904: bool = False
    known: dict[str, str] = field(default_factory=dict)
    plain: bool = field(init=False)
    around: Callable[[str], str] | None = field(init=False)
    _print: Callable[[Decimal], str] = field(init=False)

    def __post_init__(self) -> None:
        self._print = printer(self.code, date1904=self.date1904)
        self.plain = self.code == GENERAL
        self.around = text_printer(self.code)

    def number(self, text: str) -> str:
        """Return the stored number *text* as printed; what is no number, unchanged."""
        shown = self.known.get(text)
        if shown is None:
            number = stored(text)
            shown = text if number is None else self._print(number)
            if len(self.known) < _KNOWN:
                self.known[text] = shown
        return shown
