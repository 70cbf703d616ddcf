"""Words the budget: its stages and lines, rates, reasons, and what the plan says of money besides."""

from collections.abc import Iterator, Sequence

from corpora.seeded.figures import chance
from corpora.seeded.narrative import facts
from corpora.seeded.narrative.writer import Writer, sentence
from corpora.seeded.plan import STAGES, Amount, Line, Stage

_LABELS = {
    ("basic", "all"): ("基本支出",),
    ("project", "all"): ("项目支出",),
    ("personnel", "all"): ("人员经费",),
    ("operating", "all"): ("公用经费",),
    ("total", "central"): ("中央资金", "中央财政资金", "中央补助资金"),
    ("total", "provincial"): ("省级资金", "省级财政资金", "省级补助资金"),
    ("total", "municipal"): ("市级资金", "市级财政资金", "市级配套资金"),
    ("total", "county"): ("{}级资金", "{}级财政资金", "{}级配套资金"),
    ("total", "fiscal"): ("财政拨款", "当年财政拨款", "本年财政拨款"),
    ("total", "carried_in"): ("上年结转资金", "上年结转"),
    ("total", "general_public"): ("一般公共预算",),
    ("total", "government_fund"): ("政府性基金预算",),
    ("total", "own"): ("自有资金", "单位资金"),
    ("total", "other"): ("其他资金",),
}
_SEPARATORS = ("，", "、", "；")


def write(writer: Writer, *, heading: int) -> None:
    """Write the paragraphs on money; *heading* is the level of headings among them, 0 for none."""
    plan, rng = writer.plan, writer.rng
    money = Money(writer)
    manners = ["stages", "stages", "rows", "block"]
    manner = rng.choice(manners if len(plan.budget) > 1 else manners[:2])
    spent = [money.low_rate(), *facts.about_money(writer), writer.remarks("money")]
    if manner == "stages":
        given, used = money.by_stage()
        if heading and chance(rng, 0.5):
            writer.outline.heading(heading, writer.say("heading_budgeted"))
            writer.outline.paragraph(*given)
            writer.outline.heading(heading, writer.say("heading_spent"))
            writer.outline.paragraph(*used, *spent)
        elif chance(rng, 0.5):
            writer.outline.paragraph(*given)
            writer.outline.paragraph(*used, *spent)
        else:
            writer.outline.paragraph(*given, *used, *spent)
        return
    if manner == "block":
        for text in money.by_list():
            writer.outline.paragraph(text)
    else:
        writer.outline.paragraph(money.totals(), money.rows())
    writer.outline.paragraph(*spent)


class Money:
    """The sentences on a plan's budget; what they print is recorded."""

    def __init__(self, writer: Writer) -> None:
        """Choose a label for each line."""
        self._writer = writer
        self._plan = writer.plan
        self._labels = [self._label(line) for line in writer.plan.budget]

    def by_stage(self) -> tuple[list[str], list[str]]:
        """Return what was budgeted and what was spent, a sentence a stage with its lines in it."""
        given = [self._stage(stage) for stage in STAGES if stage != "executed"]
        used = [self._stage("executed"), self._rates(self._plan.budget[1:])]
        return given, used

    def by_list(self) -> Iterator[str]:
        """Yield the stages, each set once before the list of its lines."""
        for stage in self._stages():
            lines = self._parts(stage)
            yield self._stage(stage, bare=True) + (lines + "。" if lines else "")
        yield self._rates(self._plan.budget[1:])

    def totals(self) -> str:
        """Return one sentence with all stages of the total."""
        subject = self._writer.say("row_project" if self._plan.project else "row_subject")
        return sentence(self._row(self._plan.total, subject))

    def rows(self) -> str:
        """Return the lines below the total, one after another with all their stages."""
        lines = zip(self._plan.budget[1:], self._labels[1:], strict=True)
        rows = [self._row(line, label) for line, label in lines]
        return sentence("；".join(rows))

    def low_rate(self) -> str:
        """Return why money was left, where the plan gives a reason."""
        reason = self._plan.low_rate_reason
        return self._writer.say("low_rate", ("reason",), reason=reason) if reason else ""

    def _stages(self) -> list[Stage]:
        return [stage for stage in STAGES if stage in self._plan.total.amounts]

    def _stage(self, stage: Stage, *, bare: bool = False) -> str:
        """Return the sentence on one stage of the total, with its lines unless *bare*."""
        plan, amount = self._plan, self._plan.total.amounts.get(stage)
        if amount is None:
            return ""
        parts = "" if bare else self._parts(stage)
        detail = self._writer.say("detail", ("parts",), parts=parts) if parts else ""
        rate = plan.total.rate if stage == "executed" else None
        reason = plan.adjustment_reason if stage == "adjusted" else ""
        rule: str = stage
        if stage == "adjusted" and not reason:
            same = plan.total.amounts.get("initial") == amount
            rule = "adjusted_same" if same else "adjusted_plain"
        self._print(plan.total, stage, amount)
        if rate is not None:
            self._writer.record.rate(rate)
        return self._writer.say(
            rule, ("amount", "detail", "rate", "reason"),
            amount=self._writer.style.amount(amount), detail=detail,
            rate=self._writer.style.rate(rate), reason=reason or None,
        )  # fmt: skip

    def _parts(self, stage: Stage) -> str:
        """Return the lines that state *stage*, label and amount each."""
        texts = []
        for line, label in zip(self._plan.budget[1:], self._labels[1:], strict=True):
            amount = line.amounts.get(stage)
            if amount is not None:
                self._print(line, stage, amount)
                texts.append(label + self._writer.style.amount(amount))
        return self._writer.rng.choice(_SEPARATORS).join(texts)

    def _rates(self, lines: Sequence[Line]) -> str:
        texts = []
        for line, label in zip(lines, self._labels[1:], strict=True):
            if line.rate is not None:
                self._writer.record.rate(line.rate)
                texts.append(
                    self._writer.say("rate_of", label=label, rate=self._writer.style.rate(line.rate))
                )
        return self._writer.say("rates", rates="，".join(texts)) if texts else ""

    def _row(self, line: Line, subject: str) -> str:
        """Return all stages and the rate of *line*, a clause each."""
        say, clauses = self._writer.say, []
        for stage, amount in line.amounts.items():
            self._print(line, stage, amount)
            reason = self._plan.adjustment_reason if line is self._plan.total and stage == "adjusted" else ""
            rule = "row_changed" if reason else f"row_{stage}"
            clauses.append(say(rule, amount=self._writer.style.amount(amount), reason=reason or None))
        if line.rate is not None:
            self._writer.record.rate(line.rate)
            clauses.append(say("row_rate", rate=self._writer.style.rate(line.rate)))
        return subject + "，".join(clauses)

    def _print(self, line: Line, stage: Stage, amount: Amount) -> None:
        source = "municipal" if self._own_level(line) == "市" else line.source
        self._writer.record.amount(stage, line.scope, source, amount)

    def _label(self, line: Line) -> str:
        if line is self._plan.total:
            return ""
        label = self._writer.rng.choice(_LABELS[line.scope, line.source])
        return label.format(self._own_level(line))

    def _own_level(self, line: Line) -> str:
        """Return the level that pays with funds of its own: 县, 区, or 市 where the office is a city's."""
        return self._writer.style.area[-1] if line.source == "county" else ""
