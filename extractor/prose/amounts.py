"""One amount of money with the words around it, and what the text before it has set."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.language.quantity import Figure
from extractor.language.units import convert, dimension
from extractor.prose.moneytags import Tag, TagCategory, tags
from extractor.prose.outline import Heading
from extractor.prose.passage import Passage, clause_start
from extractor.records import FundSource, Scope, Stage

CLAUSE_END = re.compile(r"[，,；;：:。！？、）)（(]")
_DELIMITER = re.compile(r"[，,；;：:。！？、（(]|其中")
ALL_OF_IT = re.compile(r"\s*[，,（(]\s*(?:均|全部?|都)(?:为|是|系|来自)")
"""Behind an amount: where all of it comes from (均为财政拨款)."""
_FUTURE = re.compile("待|将|尚未|未到|拟|后再?支付")
_ASIDE = re.compile(r"[（(][^（()）\d]{5,}[)）]|占[^，。；\d（()）]{1,14}的\s*\d+(?:\.\d+)?[%％]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an amount was read as.

    ``strong`` says that a word of its own names the stage, ``delta`` that it is a change
    to the budget (追加) and not a budget, ``also`` a single source that all of it comes
    from (均为中央财政资金).
    """

    stage: Stage
    strong: bool
    scope: Scope
    source: FundSource
    label: str
    year: int | None
    delta: bool
    also: FundSource | None = None


@dataclass(slots=True)
class Context:
    """What the section, the paragraph and the sentence have set before an amount.

    ``scopes`` and ``sources`` are those read since the last full stop or semicolon,
    ``after`` the end of the amount before, ``sentence`` where the sentence of the last
    reading began (-1 where the paragraph has none yet), ``head`` the stage that a
    following sentence with 其中 goes on about, ``wholes`` the largest amount in 元 that the
    text so far has told of all money at each stage, ``opened`` whether the paragraph that
    set the stage ends by opening a list (其中：).
    """

    path: tuple[Heading, ...] = ()
    stage: Stage | None = None
    strong: bool = False
    scopes: list[Scope] = field(default_factory=list)
    sources: list[FundSource] = field(default_factory=list)
    after: int = 0
    sentence: int = -1
    last: Reading | None = None
    head: Stage | None = None
    wholes: dict[Stage, Decimal] = field(default_factory=dict)
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """Money figure ``index`` of ``passage``, in the sentence that begins at ``sentence``.

    ``own`` are the money words of its own label (``begin`` to the figure), ``before``
    those between the amount before it and its label, ``behind`` those that belong to it
    from behind, up to ``behind_end``.
    """

    passage: Passage
    index: int
    sentence: int
    after: int
    begin: int
    behind_end: int
    own: tuple[Tag, ...]
    before: tuple[Tag, ...]
    behind: tuple[Tag, ...]

    @property
    def figure(self) -> Figure:
        """The figure itself."""
        return self.passage.figures[self.index]

    @property
    def label(self) -> str:
        """The words of its own label."""
        return self.passage.text[self.begin : self.figure.start]

    @property
    def yuan(self) -> Decimal:
        """The amount in 元; ``ValueError`` where the figure is no amount of money."""
        return in_yuan(self.figure)


def is_money(figure: Figure) -> bool:
    """Return whether *figure* is an amount of money."""
    return figure.kind == "number" and figure.unit is not None and dimension(figure.unit) == "money"


def in_yuan(figure: Figure) -> Decimal:
    """Return an amount of money in 元; raise ``ValueError`` where *figure* is none."""
    amount = convert(figure.value, figure.unit or "", "元") if isinstance(figure.value, Decimal) else None
    if amount is None:
        raise ValueError(f"not an amount of money: {figure.value} {figure.unit}")
    return amount


def without_asides(text: str) -> str:
    """Return *text* with closed brackets that hold no figure, and shares, blanked, offsets kept.

    What such a bracket (含中央财政拨款) or a share (占全年预算的94.8%) says is said by the
    way, not of the amount behind it.
    """
    return _ASIDE.sub(lambda match: "　" * len(match[0]), text)


def amount_at(passage: Passage, plain: str, index: int, sentence: int, after: int) -> Amount:
    """Return money figure *index* with its words; *plain* is the passage's text without asides."""
    figure = passage.figures[index]
    begin = _own_label(plain, after, figure.start)
    own = tags(plain, begin, figure.start)
    if not any(tag.tags.keys() - {"neutral"} for tag in own):
        # 中央、省、市、县四级资金共4960元: the label is the whole clause.
        begin = clause_start(plain, begin, after, "，,；;：:。")
        own = tags(plain, begin, figure.start)
    end = _behind_end(passage, index)
    promised = _FUTURE.search(passage.text, figure.end, end)
    behind = [] if promised else tags(passage.text, figure.end, end)
    before = tags(plain, after, begin)
    return Amount(passage, index, sentence, after, begin, end, tuple(own), tuple(before), tuple(behind))


def last(found: tuple[Tag, ...] | list[Tag], category: TagCategory) -> str | None:
    """Return what the last word that says something of *category* says."""
    return next((tag.tags[category] for tag in reversed(found) if category in tag.tags), None)


def _own_label(text: str, after: int, start: int) -> int:
    """Return where the figure's own label begins: behind the last delimiter before it."""
    begin = earlier = after
    for match in _DELIMITER.finditer(text, after, start):
        earlier, begin = begin, match.end()
    # 部门整体支出，共计X万元: the label is the clause before.
    return begin if text[begin:start].strip(' 为共计合约达：:“"') else earlier


def _behind_end(passage: Passage, index: int) -> int:
    """Return where the words that belong to a figure from behind it end."""
    figure = passage.figures[index]
    match = CLAUSE_END.search(passage.text, figure.end)
    stop = match.start() if match else len(passage.text)
    for other in passage.figures[index + 1 : index + 9]:
        if other.kind == "number":
            return min(stop, other.start)
    return stop
