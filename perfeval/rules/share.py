"""Shares (占比) against the part and the whole they are made of."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from extractor.records import Composition, Share, Structure, Term
from perfeval.findings import Finding
from perfeval.interval import total
from perfeval.quantities import measure
from perfeval.rules.causes.identity import Figure, Rate
from perfeval.rules.figures import of_entry, of_percent, of_read
from perfeval.rules.printed import share_explained
from perfeval.rules.registry import Facts, rule
from perfeval.rules.sums import kind, mismatches, sum_identity
from perfeval.rules.terms import HUNDRED, Reading, comparable_terms, readings, short, stated_percent
from perfeval.rules.wording import percent, place, plain

_RATE_NAME = re.compile(r"(?P<stem>[^\W\d_]{2,10})[率度](?:为|达到?|是|约)?\d")


@rule(
    "CHG102",
    severity="error",
    zh="占比与数据不符或合计不是 100%",
    en="shares do not follow or do not make 100 %",
)
def share_and_whole(facts: Facts) -> Iterator[Finding]:
    """写明的占比，不等于部分除以整体；或者合计 100% 的各项占比相加不是 100%。

    为什么重要
    占比说明结构，分母用错时每一项都错，而单看哪一项都看不出来。

    示例
    “全年支出 3312.71 万元，其中基本支出 2512.42 万元，占 76.07%”：2512.42 ÷ 3312.71 = 75.84%。

    依据
    算术：占比 = 部分 ÷ 整体。

    已知的误报
    找不到整体的不提示；不完整的列举相加不足 100% 不提示；百分比说的是另一回事的
    （收回 776 份，满意度 91.2%）不提示。
    """
    wholes = _made_up(facts)
    for share in facts.report.shares:
        whole = share.whole or _whole_of(facts.report.compositions, share) or wholes.get(share.evidence.block)
        if share.part is None or whole is None or not comparable_terms((share.part, whole)):
            continue
        if not _of_this_part(share):
            continue
        facts.checked()
        yield from _share(facts, share, share.part, whole)
    for structure in facts.report.structures:
        yield from _structure(facts, structure)
    for composition, wrong in mismatches(facts):
        if kind(composition) != "percent":
            continue
        facts.checked()
        if wrong is None:
            continue
        added = " + ".join(plain(part.point, 4) for part in wrong.parts)
        here = wrong.whole.term.evidence
        yield facts.finding(
            "CHG102",
            severity="error" if composition.exhaustive and wrong.proved else "warning",
            zh=f"{place(here)}各项占比之和为 {added} = {plain(wrong.sum, 4)}%，而合计 "
            f"{wrong.whole.term.quantity.text}",
            en=f"{place(here, 'en')}: the shares make {added} = {plain(wrong.sum, 4)}%, stated "
            f"{wrong.whole.term.quantity.text}",
            evidence=[here, *(part.term.evidence for part in wrong.parts)],
            key=[wrong.whole.term.quantity.text, *(part.term.quantity.text for part in wrong.parts)],
            stated=wrong.whole.term.quantity.text,
            recomputed=f"{plain(wrong.sum, 4)}%",
            identity=sum_identity(facts, wrong, composition.exhaustive),
        )


def _structure(facts: Facts, structure: Structure) -> Iterator[Finding]:
    """Set shares listed as what one whole is made of against 100 %."""
    shares = [stated_percent(share) for share in structure.shares]
    read = [share[1] for share in shares if share is not None]
    if len(read) < len(shares):
        return
    facts.checked()
    added, whole = total(read), HUNDRED
    if not (whole.certainly_less(added) or (structure.exhaustive and added.certainly_less(whole))):
        return
    printed = sum((Decimal(share.quantity.value or 0) for share in structure.shares), Decimal(0))
    texts = " + ".join(share.quantity.text for share in structure.shares)
    here = structure.evidence
    yield facts.finding(
        "CHG102",
        # What is left out may be small things nobody named; what is more than all cannot be.
        severity="error" if whole.certainly_less(added) else "warning",
        zh=f"{place(here)}“{structure.label}”各项占比之和为 {texts} = {plain(printed, 4)}%，不是 100%",
        en=f"{place(here, 'en')}: the shares of {structure.label!r} make {texts} = {plain(printed, 4)}%, not "
        f"100 %",
        evidence=[share.evidence for share in structure.shares],
        key=[structure.label, *(share.quantity.text for share in structure.shares)],
        stated=texts,
        recomputed="100%",
    )


def _whole_of(compositions: Sequence[Composition], share: Share) -> Term | None:
    """Return the total of the composition whose part this share speaks of."""
    if share.part is None:
        return None
    where = share.part.evidence
    for composition in compositions:
        for part in composition.parts:
            if part.evidence.block == where.block and part.evidence.start <= where.start < part.evidence.end:
                return composition.total
    return None


def _made_up(facts: Facts) -> dict[int, Term]:
    """Return, by paragraph, the amount that all parts with a share and no whole add up to.

    “支出 294.4 万元……甲 132.48 万元，占 45%；乙……”: the whole is named a sentence earlier.
    """
    groups: defaultdict[int, list[Term]] = defaultdict(list)
    for share in facts.report.shares:
        if share.whole is None and share.part is not None:
            groups[share.evidence.block].append(share.part)
    wholes: dict[int, Term] = {}
    for block, parts in groups.items():
        read = [reading for reading in readings(parts) if reading is not None]
        if len(read) < 2 or len(read) < len(parts):
            continue
        together = total(reading.own for reading in read)
        for entry in facts.workings.ledger.entries:
            figure = entry.figure
            if block - 2 <= figure.evidence.block <= block and together.possible_equal(entry.own):
                wholes[block] = Term(label=figure.label, quantity=figure.quantity, evidence=figure.evidence)
                break
    return wholes


def _of_this_part(share: Share) -> bool:
    """Whether the percentage is of the part it stands beside (收回776份，满意度91% is not)."""
    name = _RATE_NAME.search(share.evidence.text)
    if name is None or share.part is None:
        return True
    known = set(f"{share.label}{share.part.label}{share.evidence.text[: name.start()]}")
    return bool(known & set(name["stem"]))


def _share(facts: Facts, share: Share, part_term: Term, whole_term: Term) -> Iterator[Finding]:
    part, whole = readings((part_term, whole_term))
    stated = stated_percent(share.percent)
    if part is None or whole is None or stated is None or whole.own.low <= 0:
        return
    if (part.own / whole.own * HUNDRED).possible_equal(stated[1]):
        proved = False
        if (part.fine / whole.fine * HUNDRED).possible_equal(stated[1]):
            return
    elif share_explained(facts, share.percent.evidence, part.point, stated[1]):
        return
    else:
        proved = True
    right = percent(part.point / whole.point * 100)
    text = share.percent.quantity.text
    yield facts.finding(
        "CHG102",
        severity="error" if proved else "warning",
        zh=f"{place(share.evidence)}“{share.label}”占比 {text}，而 {short(part)} ÷ {short(whole)} = {right}",
        en=f"{place(share.evidence, 'en')}: {share.label!r} is stated as {text}, but {short(part)} ÷ "
        f"{short(whole)} = {right}",
        evidence=[share.percent.evidence, part_term.evidence, whole_term.evidence],
        key=[share.label, part_term.quantity.text, whole_term.quantity.text, text],
        stated=text,
        recomputed=right,
        identity=_identity(facts, share, part, whole),
    )


def _identity(facts: Facts, share: Share, part: Reading, whole: Reading) -> Rate | None:
    stated, above, below = of_percent(share.percent), of_read(facts, part), of_read(facts, whole)
    if stated is None or above is None or below is None:
        return None
    return Rate(stated, above, below, tuple(_other_wholes(facts, whole)))


def _other_wholes(facts: Facts, whole: Reading) -> Iterator[Figure]:
    """Yield the other amounts of the report that may have been the denominator, each once."""
    if measure(whole.term.quantity.unit).dimension != "money":
        return
    terms = [item for change in facts.report.changes for item in (change.current, change.base)]
    entries = (of_entry(facts, entry) for entry in facts.workings.ledger.entries)
    others = (of_read(facts, read) for read in readings(terms) if read is not None)
    told: set[Fraction] = set()
    for figure in (*entries, *others):
        if figure is not None and figure.point not in told:
            told.add(figure.point)
            yield figure
