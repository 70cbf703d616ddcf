"""Points cells (分值, 得分) and the parts of a total they make up."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.records import ScorePart
from extractor.tables.grid import Box

PRINTED = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*分?\s*", re.ASCII)
"""Points in text of their own: 9.5, 10分."""


def points(box: Box | None) -> Decimal | None:
    """Return the points a weight or score cell states (10, 9.68分, 10%), ``None`` for other text."""
    quantity = box.quantity() if box is not None else None
    if quantity is None or quantity.kind != "number" or not isinstance(quantity.value, Decimal):
        return None
    return (
        quantity.value if quantity.comparator in (None, "=") and quantity.unit in (None, "分", "%") else None
    )


@dataclass(slots=True)
class Tally:
    """The points of the scored rows, in order, each score cell counted once.

    ``complete`` is false where a weighted row has no readable score: then the parts do
    not make up the total.
    """

    parts: list[ScorePart] = field(default_factory=list)
    complete: bool = True
    _shared: dict[int, int] = field(default_factory=dict)

    def count(
        self,
        label: str,
        group: str,
        name: Box,
        weight_box: Box | None,
        score_box: Box | None,
        full: Decimal | None = None,
    ) -> tuple[Decimal | None, Decimal | None]:
        """Count one row and return the weight and score that are its own.

        *full* are the points that its name prints, where no column holds them.

        A score cell merged over several rows belongs to none of them: it is one part,
        called *group*, whose full points are those of the rows together.
        """
        # A cell merged over both columns is the score.
        weight_box = None if weight_box is score_box else weight_box
        weight = points(weight_box) if weight_box is not None and weight_box.row >= name.row else full
        score = points(score_box)
        if score_box is not None and score_box.bottom - score_box.row > name.bottom - name.row:
            if score is not None:
                self._share(group, score, weight, score_box)
            elif weight is not None:
                self.complete = False
            return weight, None
        if score is not None and score_box is not None:
            self.parts.append(ScorePart(label=label, score=score, full=weight, evidence=score_box.evidence()))
        elif weight is not None:
            self.complete = False
        return weight, score

    def _share(self, group: str, score: Decimal, weight: Decimal | None, box: Box) -> None:
        place = self._shared.get(id(box))
        if place is None:
            self._shared[id(box)] = len(self.parts)
            self.parts.append(ScorePart(label=group, score=score, full=weight, evidence=box.evidence()))
        elif weight is not None:
            part = self.parts[place]
            self.parts[place] = part.model_copy(update={"full": (part.full or Decimal(0)) + weight})
