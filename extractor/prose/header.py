"""What a report is: title, kind, organization, project, fiscal year."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractor.document import Paragraph
from extractor.evidence import Evidence
from extractor.language.lexicon import pattern, words
from extractor.prose.outline import split_label
from extractor.records import NameMention, ReportKind

_YEAR = r"(?P<year>(?:19|20)\d\d)\s*(?:年度?)?[-—–~～至]{0,2}\s*(?P<last>(?:19|20)\d\d)?\s*年度?"
_BRACKETED_YEAR = re.compile(rf"[（(]{_YEAR}[)）]")
_CHINESE_YEAR = re.compile("[一二][〇零○九][〇零○一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_ABOUT = re.compile(r"^(?:关于|附件\s*\d*[：:]?|附\s*[：:])\s*")
_TITLE_LENGTH = 80
_TITLE_LINES = 12
_LINE_LENGTH = 40
_GENERIC = re.compile("转移支付|专项资金|支出|财政|项目|预算|绩效|专项|资金|年度|的|情况|[省市县区]级")
"""Words of a title that say what kind of report it is, and not of which project."""
_PLACE = re.compile("^[一-鿿]{1,8}[省市县区旗州盟镇乡]$")
_SUBTITLE = re.compile(
    r"[（(](?P<bracketed>[^（()）：:，。]{3,40})[)）]|[—－–-]{1,3}(?P<dashed>[^：:，。]{3,40})"
)
_PROJECT = re.compile("(?:项目|资金|经费|补助|补贴|专项|工程|费用?|计划|活动|服务|建设|维护|采购|改造|保障)$")
_OWN_LINE = 120


@dataclass(frozen=True, slots=True)
class Header:
    """What the first lines of a report and its labelled lines say about it."""

    kind: ReportKind
    title: str | None
    organization: str | None
    supervisor: str | None
    project: str | None
    fiscal_year: int | None
    names: tuple[NameMention, ...]
    evidence: Evidence | None


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"(?:的)?(?:{pattern(words('structure', 'title', 'subject'))})(?:[（(][^）)]*[)）])?\s*$"
    )


@cache
def _department() -> re.Pattern[str]:
    return re.compile(pattern(words("structure", "title", "department")))


@cache
def _agency() -> re.Pattern[str]:
    """Match an office at the start of a title's subject: a place, then a name that ends like an office."""
    suffix = pattern(words("structure", "organization", "agencies"))
    return re.compile(
        rf"^(?P<org>[一-鿿]{{1,8}}?[省市县区旗州盟镇乡][一-鿿·“”]{{1,24}}?(?:{suffix})|[一-鿿]{{4,24}}?(?:{suffix}))"
    )


@cache
def _whole_organization() -> re.Pattern[str]:
    suffix = pattern(words("structure", "organization", "suffixes"))
    return re.compile(rf"^[一-鿿（）()·“”]{{2,40}}(?:{suffix})(?:本级|机关)?$")


@cache
def _labelled(kind: str) -> re.Pattern[str]:
    label = pattern(words("structure", "organization", kind))
    return re.compile(
        rf"(?:^|[\s　、，。；])(?:{label})\s*(?:[（(][^）)]{{0,8}}[)）])?\s*[：:]\s*"
        rf"(?P<value>[^\s　，,；;。：:|]{{2,60}})"
    )


def is_title(text: str) -> bool:
    """Return whether *text* names a self-evaluation report: it ends like one, maybe with a year in it."""
    compact = re.sub(r"\s", "", text)
    return (
        4 <= len(compact) <= _TITLE_LENGTH and _subject().search(compact) is not None and "。" not in compact
    )


def heads_report(text: str) -> bool:
    """Return whether *text* is the title of a report: a numbered one (二、绩效自评情况) heads a chapter."""
    return is_title(text) and split_label(text)[1] is None


def read_header(paragraphs: Sequence[Paragraph]) -> Header:
    """Return the header of the report that *paragraphs* hold."""
    title, first, lead = _title(paragraphs)
    plain = re.sub(r"\s", "", title).translate(_WIDE_DIGITS) if title else ""
    compact = _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), plain)
    organization, project, year = _from_title(compact)
    names: list[NameMention] = []
    named: dict[str, str] = {}
    for kind in ("labels", "supervisor_labels", "client_labels", "project_labels"):
        for paragraph in paragraphs[:60]:
            if len(paragraph.text) > 200:
                continue
            match = _labelled(kind).search(paragraph.text)
            if match and not re.fullmatch(r"(?:人民币)?[亿万千百]*元.*", match["value"]):
                named.setdefault(kind, match["value"].strip('“”"（）() '))
                if kind in ("labels", "project_labels"):
                    names.append(_mention(paragraph, match.start("value"), match.end("value"), kind))
                break
    labelled_year = _labelled_year(paragraphs)
    if organization is None and lead:
        organization = lead
    if organization is None and "labels" not in named:
        organization = _own_line(paragraphs, first) or _introduced(paragraphs) or _signature(paragraphs)
    text_department = any(
        "部门整体支出" in paragraph.text or "整体支出绩效" in paragraph.text for paragraph in paragraphs[:12]
    )
    department = bool(_department().search(compact)) or (not project and text_department)
    kind_: ReportKind = "department_report" if department else "project_report"
    if first is not None and title is not None and organization and organization in first.text:
        begin = first.text.index(organization)
        names.insert(0, _mention(first, begin, begin + len(organization), "labels"))
    # In a project's title the words before the year are often a place, the filler the unit.
    chosen = named.get("labels")
    if chosen is None and organization is None:
        chosen = named.get("supervisor_labels") or named.get("client_labels")
    if chosen is None or (organization and department and _looks_whole(organization)):
        chosen = organization or chosen
    return Header(
        kind_,
        compact or None,
        chosen,
        named.get("supervisor_labels"),
        None if department else (named.get("project_labels") or project or _subtitle(paragraphs, first)),
        year or labelled_year or _title_year(paragraphs, first) or _frequent_year(paragraphs),
        tuple(names),
        first.evidence(0, len(first.text)) if first else None,
    )


def _mention(paragraph: Paragraph, start: int, end: int, label: str) -> NameMention:
    return NameMention(
        kind="project" if label == "project_labels" else "organization",
        name=paragraph.text[start:end],
        evidence=paragraph.evidence(start, end),
    )


def _looks_whole(name: str) -> bool:
    return _whole_organization().match(name) is not None


def _title(paragraphs: Sequence[Paragraph]) -> tuple[str | None, Paragraph | None, str | None]:
    """Return (title, its paragraph, the organization on a line of its own above it).

    A title may run over several lines; they are joined until they read like one.
    """
    lead: str | None = None
    for position, paragraph in enumerate(paragraphs[:_TITLE_LINES]):
        text = re.sub(r"\s", "", paragraph.text)
        if heads_report(text):
            joined = text
            if is_bare_title(text):
                for above in reversed(paragraphs[:position]):
                    line = title_line(above.text)
                    if not line:
                        break
                    if _looks_whole(line):
                        lead = line
                        break
                    joined = line + joined
            if (
                lead is None
                and position
                and (line := re.sub(r"\s", "", paragraphs[position - 1].text))
                and _looks_whole(line)
            ):
                lead = line
            return joined, paragraph, lead
        for count in (2, 3):
            following = [re.sub(r"\s", "", each.text) for each in paragraphs[position : position + count]]
            if (
                len(text) < 40
                and all(len(line) < 40 for line in following)
                and not re.search(r"[。；：]", "".join(following))
            ):
                joined = "".join(following)
                if is_title(joined) and not is_title(following[-1]):
                    return joined, paragraph, lead
    return None, (paragraphs[0] if paragraphs else None), None


def title_line(text: str) -> str:
    """Return *text* without blanks where it may be a line of a title that ends further down, else nothing."""
    line = re.sub(r"\s", "", text)
    if len(line) > _LINE_LENGTH or re.search(r"[。；，：:]", line) or re.match(r"附件|附表|附\d", line):
        return ""
    return line


def is_bare_title(text: str) -> bool:
    """Return whether a title line lacks its own subject: only a year and the kind of report."""
    rest = _subject().sub("", re.sub(_YEAR, "", text))
    rest = _department().sub("", rest)
    return not _is_specific(rest)


def _is_specific(text: str) -> bool:
    """Return whether words are left of *text* without those that any report's title has."""
    return len(_GENERIC.sub("", text)) > 1


def _from_title(title: str) -> tuple[str | None, str | None, int | None]:
    """Return (organization, project, year) as far as the title names them."""
    if not title:
        return None, None, None
    text = _ABOUT.sub("", title)
    stated = re.search(_YEAR, text)
    text = _subject().sub("", text)
    text = _BRACKETED_YEAR.sub("", text)
    match = re.search(_YEAR, text)
    # Several years are assessed at the end of the last.
    year = int(stated["last"] or stated["year"]) if stated else None
    before = text[: match.start()] if match else ""
    after = text[match.end() :] if match else text
    before = re.sub(r"关于$", "", before).strip("《》")
    after = after.strip("《》")
    department = _department().search(text)
    if department:
        rest = (before + after[: after.find(department[0])]) if department[0] in after else before
        rest = re.sub(r"(?:关于|支出|绩效|财政)+$", "", rest) or before
        return rest or None, None, year
    if before and _looks_whole(before):
        return before, _named_project(after), year
    for text in (after, before):
        office = _agency().match(text)
        if office and (project := _named_project(text[office.end() :])):
            return office["org"], project, year
    return None, _named_project(after) or _named_project(_PLACE.sub("", before)), year


def _named_project(text: str) -> str | None:
    """Return the project that a part of a title names, ``None`` where it only says what it reports on."""
    text = re.sub(r"^(?:关于)", "", text)
    text = re.sub(r"(?:支出)?(?:绩效|的|财政支出绩效)*$", "", text).strip('“”《》"')
    return text if _is_specific(text) else None


def _subtitle(paragraphs: Sequence[Paragraph], title: Paragraph | None) -> str | None:
    """Return the project named right below the title, in brackets or after a dash."""
    below = [each.text for each in paragraphs[:_TITLE_LINES] if title and each.block > title.block]
    for text in below[:2]:
        match = _SUBTITLE.fullmatch(re.sub(r"\s", "", text))
        name = (match["bracketed"] or match["dashed"]) if match else ""
        if _PROJECT.search(name) and _is_specific(name):
            return name
    return None


def _labelled_year(paragraphs: Sequence[Paragraph]) -> int | None:
    label = pattern(words("structure", "organization", "year_labels"))
    for paragraph in paragraphs[:40]:
        match = re.search(rf"(?:{label})\s*[：:]\s*((?:19|20)\d\d)", paragraph.text)
        if match:
            return int(match[1])
    return None


def _title_year(paragraphs: Sequence[Paragraph], title: Paragraph | None) -> int | None:
    """Return the year that stands on a line of its own around the title: （2022年度）."""
    for paragraph in paragraphs[:_TITLE_LINES]:
        line = paragraph.text.strip()
        if paragraph is title or len(line) > 12:
            continue
        match = re.fullmatch(r"[（(]?\s*((?:19|20)\d\d)\s*年度?\s*[)）]?", line)
        if match:
            return int(match[1])
    return None


def _frequent_year(paragraphs: Sequence[Paragraph]) -> int | None:
    counts: Counter[int] = Counter()
    for paragraph in paragraphs:
        counts.update(
            int(year)
            for year in re.findall(r"(?<![\d〔\[（(])(20[0-3]\d)年(?:度|初|末|全年|,|，)?", paragraph.text)
        )
    return counts.most_common(1)[0][0] if counts else None


def _signature(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the organization that signs at the end, above the date."""
    tail = [re.sub(r"\s", "", paragraph.text) for paragraph in paragraphs[-4:]]
    for line in tail:
        if len(line) <= 30 and _looks_whole(line):
            return line
    return None


def _own_line(paragraphs: Sequence[Paragraph], title: Paragraph | None) -> str | None:
    """Return the organization that stands alone on one of the first lines, in brackets or not."""
    for paragraph in paragraphs[:_TITLE_LINES]:
        line = paragraph.text.strip()
        if len(line) > _OWN_LINE:
            continue
        line = re.sub(r"^[\s（(]+|[\s）)]+$|[\s，,]+(?:19|20)\d\d\s*年.*$", "", line)
        if (
            paragraph is not title
            and 4 <= len(line) <= 30
            and _looks_whole(line)
            and split_label(line)[1] is None
        ):
            return line
    return None


def _introduced(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the name the text introduces: 某某局（以下简称“我局”）, 项目主管单位为某某局, 某某局组织对…."""
    for paragraph in paragraphs[:30]:
        assessed = re.search(
            r"(?:^|[，。,])(?P<org>[一-鿿]{4,30}?)(?:对|组织|就)[^，。]{0,40}(?:进行了?|开展了?)(?:绩效)?(?:自评|自我评价)",
            paragraph.text,
        )
        if assessed and _looks_whole(assessed["org"]) and not re.match("我|本|各|由", assessed["org"]):
            return assessed["org"]
        spoken = re.search(
            r"(?:主管单位|主管部门|实施单位|牵头单位|组织实施单位|责任单位)(?:为|是)([一-鿿]{4,30}?)(?=[，,。；、]|$)",
            paragraph.text,
        )
        if spoken and _looks_whole(spoken[1]):
            return spoken[1]
        match = re.search(r"([一-鿿]{4,30}?)[（(]以下(?:简)?称", paragraph.text)
        if match:
            name = re.split(r"[，。、]|要求|原则|精神|对|由|在", match[1])[-1]
            if _looks_whole(name):
                return name
        body, _ = split_label(paragraph.text)
        opening = re.match(
            r"([一-鿿]{4,24}?)(?:是|为|主要职责|内设|系|自|组织|对|于|负责|承担|根据|按照|(?=\d))",
            paragraph.text[body:],
        )
        if (
            opening
            and _looks_whole(opening[1])
            and re.search(r"[省市县区旗州镇乡]", opening[1])
            and not re.match(r"我|本|各|由|建议|要求|请|经|受|为|根据", opening[1])
        ):
            return opening[1]
    return None
