"""The fixed words of the text output, Chinese and English."""

from typing import TYPE_CHECKING

from extractor.errors import Language

if TYPE_CHECKING:
    from extractor.evidence import Evidence

SEVERITY: dict[str, tuple[str, str]] = {
    "critical": ("严重", "critical"),
    "error": ("错误", "error"),
    "warning": ("疑点", "warning"),
    "info": ("备注", "info"),
}

KIND: dict[str, tuple[str, str]] = {
    "department_report": ("部门整体支出自评报告", "whole-department report"),
    "department_form": ("部门整体支出自评表", "whole-department form"),
    "project_report": ("项目支出自评报告", "project report"),
    "project_form": ("项目支出自评表", "project form"),
}


def say(language: Language, zh: str, en: str) -> str:
    """Return the words in the language asked for."""
    return en if language == "en" else zh


def severity(name: str, language: Language) -> str:
    """Return the word for a severity."""
    return say(language, *SEVERITY[name])


def place(evidence: "Evidence", language: Language = "zh") -> str:
    """Return where *evidence* stands, counted from 1: 第3页 第12段, 表2 第4行第2列."""
    parts: list[str] = []
    if evidence.page is not None:
        parts.append(say(language, f"第{evidence.page}页", f"page {evidence.page}"))
    if evidence.table is not None:
        parts.append(say(language, f"表{evidence.table + 1}", f"table {evidence.table + 1}"))
        if evidence.row is not None and evidence.column is not None:
            row, column = evidence.row + 1, evidence.column + 1
            parts.append(say(language, f"第{row}行第{column}列", f"row {row} column {column}"))
    else:
        parts.append(say(language, f"第{evidence.block + 1}段", f"paragraph {evidence.block + 1}"))
    return say(language, " ", ", ").join(parts)
