"""The brackets of a stretch of text, found once and asked many times."""

import re
from bisect import bisect_left

_BRACKET = re.compile(r"[（(）)]")


class Brackets:
    """The round brackets, full and half width, of ``text[start:end]``; all places are offsets into *text*."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._end = end
        self._places: list[int] = []
        # Behind each bracket: how deep the text is, and which bracket is open innermost.
        self._depths: list[int] = []
        self._around: list[int | None] = []
        self._partners: dict[int, int] = {}
        self._stray: list[int] = []
        depth = 0
        opened: list[int] = []
        for match in _BRACKET.finditer(text, start, end):
            place = match.start()
            if match[0] in "（(":
                depth += 1
                opened.append(place)
            else:
                depth -= 1
                if opened:
                    self._partners[opened.pop()] = place
                else:
                    self._stray.append(place)
            self._places.append(place)
            self._depths.append(depth)
            self._around.append(opened[-1] if opened else None)

    def depth(self, start: int, end: int) -> int:
        """Return how many more brackets open than close in ``text[start:end]``."""
        return self._depth_before(end) - self._depth_before(start)

    def _depth_before(self, place: int) -> int:
        before = bisect_left(self._places, place)
        return self._depths[before - 1] if before else 0

    def partner(self, opening: int) -> int | None:
        """Return where the bracket at *opening* closes, ``None`` if it does not."""
        return self._partners.get(opening)

    def closing(self, place: int) -> int:
        """Return where the bracket that *place* stands in closes, the end of the text outside brackets."""
        before = bisect_left(self._places, place)
        around = self._around[before - 1] if before else None
        if around is not None:
            return self._partners.get(around, self._end)
        stray = bisect_left(self._stray, place)
        return self._stray[stray] if stray < len(self._stray) else self._end
