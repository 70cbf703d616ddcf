"""What a reading of a workbook has to say beside its cells, and the cleaning of cell texts."""

import re
from dataclasses import dataclass, field
from typing import Final

from extractor.document import ReadWarning
from extractor.limits import Limits

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_BREAK: Final = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_REMOVED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class Notes:
    """Warnings so far, and how many cells were cut or held control characters."""

    limits: Limits
    warnings: list[ReadWarning] = field(default_factory=list)
    _cut: int = 0
    _cleaned: int = 0

    def add(self, code: str, message: str) -> None:
        """Add a warning."""
        self.warnings.append(ReadWarning(code, message))

    def clean(self, text: str) -> str:
        """Return a cell's text cut to the limit, with ``\\n`` as its only control character."""
        longest = self.limits.paragraph_characters
        if len(text) > longest:
            self._cut += 1
            text = text[:longest]
        if _CONTROL.search(text) is None:
            return "" if text.isspace() else text
        text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
        kept = _REMOVED.sub("", text)
        self._cleaned += kept != text
        return "" if kept.isspace() else kept.rstrip("\n")

    def finish(self) -> list[ReadWarning]:
        """Return all warnings, those on cut and cleaned cells at the end."""
        if self._cut:
            self.add(
                "cell-cut",
                f"{self._cut} 个单元格的文字超过 {self.limits.paragraph_characters} 字，只读取了开头部分",
            )
        if self._cleaned:
            self.add("control-characters", f"{self._cleaned} 个单元格含有控制字符，已去除")
        return self.warnings
