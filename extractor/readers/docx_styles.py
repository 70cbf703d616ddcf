"""What the paragraphs of a Word document inherit from their styles."""

import re
from dataclasses import dataclass
from typing import Final

from extractor.readers.docx_names import P_PR, R_PR, VAL, VANISH, W, switch
from extractor.readers.numbering import integer
from extractor.readers.package import XmlElement

_HEADING_NAME: Final = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_BODY_LEVEL: Final = 9
_DEPTH: Final = 64


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """A paragraph style with all it is based on.

    ``heading`` is the outline level, 1 the highest; ``list_id`` and ``level`` the
    numbering, ``level`` counted from 0; ``chain`` the style's id and those it is based on.
    """

    chain: tuple[str, ...] = ()
    heading: int | None = None
    list_id: str | None = None
    level: int | None = None
    hidden: bool = False


class Styles:
    """The styles of one document; each is looked into at its first use."""

    def __init__(self, root: XmlElement | None = None) -> None:
        self._elements: dict[str, XmlElement] = {}
        self._default: str | None = None
        self._facts: dict[str | None, StyleFacts] = {}
        if root is not None:
            for node in root.iterchildren(W + "style"):
                identifier = node.get(W + "styleId")
                if identifier is None:
                    continue
                self._elements[identifier] = node
                if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true", "on"):
                    self._default = identifier

    def facts(self, style: str | None) -> StyleFacts:
        """Return what *style* gives a paragraph; the default style where it is ``None`` or unknown."""
        found = self._facts.get(style)
        if found is None:
            known = style if style in self._elements else self._default
            found = self._facts[style] = self._resolve(known)
        return found

    def list_of(self, style: str) -> str | None:
        """Return the list a numbering style stands for."""
        node = self._elements.get(style)
        if node is None:
            return None
        number = node.find(f"{P_PR}/{W}numPr/{W}numId")
        return None if number is None else number.get(VAL)

    def hides(self, style: str | None) -> bool | None:
        """Say whether *style* hides its text, ``None`` where it leaves that open."""
        for node in self._ancestry(style):
            hidden = switch(node.find(f"{R_PR}/{VANISH}"))
            if hidden is not None:
                return hidden
        return None

    def _ancestry(self, style: str | None) -> list[XmlElement]:
        """Return *style* and what it is based on; a style based on itself ends the chain."""
        found: list[XmlElement] = []
        seen: set[str] = set()
        while style is not None and style in self._elements and style not in seen and len(seen) < _DEPTH:
            seen.add(style)
            node = self._elements[style]
            found.append(node)
            base = node.find(W + "basedOn")
            style = None if base is None else base.get(VAL)
        return found

    def _resolve(self, style: str | None) -> StyleFacts:
        outline: int | None = None
        list_id: str | None = None
        level: int | None = None
        chain: list[str] = []
        for node in self._ancestry(style):
            chain.append(node.get(W + "styleId") or "")
            properties = node.find(P_PR)
            if outline is None:
                outline = outline_of(properties)
                if outline is None:
                    outline = _outline_of_name(node)
            number = None if properties is None else properties.find(W + "numPr")
            if number is None:
                continue
            item = number.find(W + "numId")
            if list_id is None and item is not None:
                list_id = item.get(VAL)
            item = number.find(W + "ilvl")
            if level is None and item is not None:
                level = integer(item.get(VAL), 0)
        return StyleFacts(
            tuple(chain), heading_of(outline), list_id, level, hidden=self.hides(style) or False
        )


def outline_of(properties: XmlElement | None) -> int | None:
    """Return the outline level (0 the highest, 9 body text) in paragraph *properties*."""
    node = None if properties is None else properties.find(W + "outlineLvl")
    return None if node is None else integer(node.get(VAL), _BODY_LEVEL)


def heading_of(outline: int | None) -> int | None:
    """Return the heading level (1 the highest) of an outline level, ``None`` for body text."""
    return outline + 1 if outline is not None and 0 <= outline < _BODY_LEVEL else None


def _outline_of_name(style: XmlElement) -> int | None:
    """Return the outline level that the name of a built-in heading style implies."""
    name = style.find(W + "name")
    match = None if name is None else _HEADING_NAME.fullmatch((name.get(VAL) or "").strip())
    return None if match is None else int(match[1]) - 1
