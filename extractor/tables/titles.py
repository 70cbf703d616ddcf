"""Titles of forms: what they are of, and what they name."""

import re
from collections.abc import Sequence

from extractor.document import Paragraph
from extractor.language.lexicon import words
from extractor.prose.header import read_header

_SHORT = 60
_ABOUT = re.compile(r"自评|评价表|绩效.{0,8}表|绩效自|自我评价")
_TABLE = re.compile(r"表(?:[（(][^）)]*[)）])?$")
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,2}[）)、.．]")
_PROJECT_WORDS = ("项目", "专项", "转移支付", "资金")
_LEAD = re.compile(r"^(?:附件|附表|附)\s*\d*\s*[:：]?|[（(]?(?:19|20)\d\d(?:[-—至](?:19|20)\d\d)?年度?[）)]?")
_TAIL = re.compile(r"(?:支出)?(?:财政)?(?:支出)?绩效(?:目标)?(?:完成情况)?(?:自我评价|自评价|自评|评价).*$")
_GENERIC = re.compile(
    r"部门|单位|预算|财政|支出|资金|一般公共|项目|省本?级|市本?级|县本?级|区本?级|本级|级|专项|转移支付|中央|对地方|区域|地方|年|度|的"
    r"|政府性基金|重点|其他|[（()）]"
)
_PLACE_ENDS = "省市县区旗州盟镇乡"
_FEWEST = 2


def is_title(text: str) -> bool:
    """Return whether a line is the title of a form: short, about a self-evaluation table."""
    plain = "".join(text.split())
    return 4 <= len(plain) <= _SHORT and "。" not in plain and _ABOUT.search(plain) is not None


def is_form_title(text: str) -> bool:
    """Return whether a line is the title of a form; a numbered one (三、指标评分表) heads a part of it."""
    return is_title(text) and "表" in text and not _NUMBERED.match(text)


def ends_as_table(title: str) -> bool:
    """Return whether a title is a table's and nothing more: 自评表（2024年度）, not 自评表及报告."""
    return _TABLE.search(title) is not None


def is_department(title: str | None) -> bool:
    """Return whether a title speaks of a whole department (部门整体支出)."""
    return bool(title) and any(word in (title or "") for word in words("structure", "title", "department"))


def is_project(title: str | None) -> bool:
    """Return whether a title speaks of a project or a special fund."""
    return any(word in (title or "") for word in _PROJECT_WORDS) and not is_department(title)


def organization_in(lines: Sequence[Paragraph], title: str | None) -> str | None:
    """Return the office that the title above a form names."""
    named = [line for line in lines if "".join(line.text.split()) == title]
    return read_header(named).organization if named else None


def project_in(title: str | None, organization: str | None) -> str | None:
    """Return the project a title names (某某建设项目支出绩效自评表), ``None`` where it names a kind only."""
    name = _TAIL.sub("", _LEAD.sub("", title or ""))
    if organization and name.startswith(organization):
        name = name[len(organization) :]
    place = _shared_place(name, organization or "")
    name = name[place:].strip('“”《》"')
    return name if len(_GENERIC.sub("", name)) >= _FEWEST + 2 and name != title else None


def _shared_place(name: str, organization: str) -> int:
    """Return how much of *name* is the place that the organization's name begins with too."""
    shared = 0
    for place, (one, other) in enumerate(zip(name, organization, strict=False), 1):
        if one != other:
            break
        if one in _PLACE_ENDS and place > _FEWEST - 1:
            shared = place
    return shared
