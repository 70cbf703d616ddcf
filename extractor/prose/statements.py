"""Targets and actuals as the text states them, before they are paired.

Every figure of a passage about indicators is a target, an actual candidate or neither.
What decides is, in this order: words that restate a target (优于≤60秒的指标要求), a
target word or comparator right before the figure, the list the figure stands in
(数量指标设置为…；实际完成情况：…).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from extractor.language.quantity import Figure
from extractor.language.units import dimension
from extractor.prose import cues
from extractor.prose.cues import ACTUAL_OPENER, LIST_OPENER
from extractor.prose.mention import Mention
from extractor.prose.naming import bare, last_match, name_span, trimmed
from extractor.prose.passage import Passage, clause_start
from extractor.prose.similarity import core

Mode = Literal["target", "actual", "goals"]
"""What bare figures are: listed targets, actuals, or (under a heading of goals) targets if bounded."""

_SKIP_ROLES = ("basis", "method", "publication", "assets")
_SUSPECT_ROLES = ("problems", "deviation")
_TAKEN = ("scale", "score", "target", "actual")
_COMPARED = re.compile("(?:较|比|高于|低于|超过).{0,6}(?:目标|指标|计划)")
_AGAINST = re.compile(
    "(?:低于|高于|超过|超出|超|少于|多于|较|比)[^，。；]{0,8}(?:目标|指标|计划)[值数]?[低高多少超差]?(?:出)?$"
)
_DONE_NOW = re.compile("(?:年内|年底前?|均?已|全部)[一-鿿]{0,2}(?:完工|竣工|建成|投用|落实|办结|交付|安装)")
_FUNDS = re.compile("到位|投资|资金|预算|经费|下达|安排")
_UNIT_COST = re.compile("人均|户均|平均|标准|单价|每|成本|控制")
_CONTEXT = 160
_NEAR = 8
_TOLD = re.compile(r"[，,]\s*(?:全年|年内|年末|年底|截至|一年来|20\d\d年)")
_DENOMINATOR = re.compile(r"应(?:检|达标|到|参|答|考|报|访|接种)[一-鿿]{0,10}$")
"""应检社会组织284家，实际参检273家: what a rate is taken of, not what was aimed at."""
_LEVEL_OPENED = re.compile(
    r"[\s（()）\d.、①-⑳]{0,8}[一-鿿]{2,6}指标(?:共?(?:有|计)?[\d一二三四五六七八九十]+[项个])?[：:]"
)
_TELLS = re.compile(r"实际|完成(?![率度比])|实现|已|全年|年内|累计|经[^，。]{1,8}[，,]")
_THEN_TOLD = re.compile(r"[；;，,](?=\s*(?:全年|年末|年底)?实际(?:完成)?(?:情况)?[：:])")
_BESIDE = re.compile("[（(][^（()）]{0,12}(?:目标|指标|计划)")
"""合格率98%（目标值≥92%）: the bare figures are what was done."""
_TELLS_NOW = re.compile("实际|已|累计|共")
_NEXT_SENTENCE = 24
"""How far into the next sentence what was done is looked for."""
_CLAUSE_END = re.compile(r"[，。；;,\n]")


def mentions(passages: list[Passage]) -> Iterator[Mention]:
    """Yield the targets and actual candidates of *passages* in document order."""
    for position, passage in enumerate(passages):
        section = passage.section
        if section.is_heading or not passage.figures:
            continue
        if section.nearest_role(*_SKIP_ROLES, "targets", "actuals") in _SKIP_ROLES:
            continue
        if section.nearest_role(*_SUSPECT_ROLES, "actuals") in _SUSPECT_ROLES:
            continue
        mode: Mode | None = "goals" if section.nearest_role("actuals", "targets") == "targets" else None
        for start, end in passage.sentences():
            yield from _Sentence(passage, position, start, end, mode).mentions()
            # What was done goes on in the next sentence, a list of targets ends with its own.
            if ACTUAL_OPENER.search(passage.text, start, end):
                mode = "actual"


class _Sentence:
    """Reads one sentence from left to right, keeping what the words so far have set."""

    def __init__(self, passage: Passage, position: int, start: int, end: int, mode: Mode | None) -> None:
        self.passage = passage
        self.text = passage.text
        self.position = position
        self.start = start
        self.end = end
        self.mode = mode
        self.listed = False
        self.single = False
        self.inline: tuple[str, ...] = ()
        self.floor = start
        self.opened = start
        self.previous: str | None = None
        self.last: Mention | None = None
        self.told: Mention | None = None
        titles = passage.section.titles
        self.about = passage.section.has_role("targets", "actuals") or (
            bool(titles) and cues.levels_of(titles[0]) != (None, None)
        )

    def mentions(self) -> list[Mention]:
        """Return the sentence's targets and actual candidates."""
        found: list[Mention] = []
        passage = self.passage
        if self.mode is None and (opened := self._signed_list()):
            self.mode, self.listed, self.floor = "target", True, opened
        for index in passage.within(self.start, self.end):
            figure = passage.figures[index]
            if figure.kind == "year" or figure.start < self.floor:
                continue
            self._switch(figure)
            if passage.roles.get(index) in _TAKEN or self._is_points(figure):
                self.floor = figure.end
                continue
            if cues.is_modifier(self.text, figure.start, figure.number_end, figure.end):
                continue
            if cues.is_weight(self.text, figure.start, figure.end) or cues.in_formula(
                self.text, figure.start
            ):
                continue
            mention = self._classify(index)
            self.floor = figure.end
            if mention is not None:
                self.previous = mention.name if mention.target else None
                if mention.target:
                    self.last = mention
                else:
                    self.told = mention
                found.append(mention)
        _answer_within_list(found)
        return found

    def _signed_list(self) -> int | None:
        """Return where a list of targets under a level begins, some with a sign, some without.

        质量指标共3项：零差错率达到100%，食品抽检合格率达到100%，设施完好率≥98%.
        """
        opened = _LEVEL_OPENED.match(self.text, self.start, self.end)
        if opened is None:
            return None
        told = _THEN_TOLD.search(self.text, opened.end(), self.end)
        stop = told.start() if told else self.end
        if _TELLS.search(self.text, opened.end(), stop) or _BESIDE.search(self.text, opened.end(), stop):
            return None
        listed = [self.passage.figures[index] for index in self.passage.within(opened.end(), stop)]
        signed = any(cues.SYMBOL.search(self.text, each.start, each.number_start) for each in listed)
        return opened.end() if signed or (listed and listed[0].comparator) else None

    def _switch(self, figure: Figure) -> None:
        """Let the words between the figure before and *figure* open a list of targets or of actuals."""
        opened = last_match(LIST_OPENER, self.text, self.floor, figure.start)
        if opened:
            if opened["level"]:
                self.inline = (opened["level"] + "指标",)
            if ACTUAL_OPENER.search(self.text, opened.end(), figure.start) is None:
                self.mode, self.listed, self.opened = "target", True, opened.end()
                self.single = cues.SINGLE_OPENER.search(opened[0]) is not None
        switch = last_match(ACTUAL_OPENER, self.text, self.floor, figure.start)
        if switch is None or (opened is not None and switch.start() <= opened.start()):
            return
        between = self.text[switch.end() : figure.start]
        joined = not re.search(r"[，。；：:]", between)
        if joined and cues.SYMBOL.match(self.text, figure.start):
            # 实际 may be part of an indicator's own name: …实际工作的接线人数≥300人.
            return
        # 实际 right before its number speaks of that number alone.
        alone = joined and switch[0] == "实际" and len(between) <= _NEAR and self.mode != "actual"
        self.mode, self.listed = (None if alone else "actual"), False

    def _is_points(self, figure: Figure) -> bool:
        nearest = self.passage.section.nearest_role("conclusion", "actuals", "targets")
        return figure.unit == "分" and nearest == "conclusion"

    def _classify(self, index: int) -> Mention | None:
        passage, text = self.passage, self.text
        figure = passage.figures[index]
        begin = clause_start(text, figure.start, self.floor, "。；;")
        clause = clause_start(text, figure.start, begin, "，,")
        near = text[clause : figure.start]
        if cues.restates(text, figure.end, near, bounded=figure.comparator is not None):
            passage.used.add(index)
            passage.roles[index] = "restated"
            return None
        head = text[figure.start : figure.number_start]
        symbol = cues.SYMBOL.search(head) is not None
        worded = cues.PREFIX_WORD.search(head) is not None
        cue = cues.target_cue().search(near)
        funding = self._is_funding(figure, near)
        colon = max(near.rfind("："), near.rfind(":")) + 1
        plan = None if funding else cues.plan_cue().search(near[colon:])
        # 目标完成情况：计划…: what stands before the colon is a heading.
        # 质量完成情况：年度目标：…: a lead, or what stands before the targets' opener, tells nothing done.
        told = text[max(clause, self.opened, passage.section.body) : figure.start]
        done = cues.actual_cue().search(near[colon:] if plan else told)
        reached = done is not None and done[0] in ("达到", "实现")
        if plan and done and reached and done.start() > cues.cue_span(plan)[0]:
            done = None
        if plan and done and done[0] == "完成" and done.start() == cues.cue_span(plan)[1]:
            # 计划完成户厕改造210户: what is planned is to complete them.
            done = None
        if plan and plan["close"] and done and done.end() <= plan.start("close") and "实际" not in done[0]:
            # 工程完成时间计划为9月底前: 完成 is a word of the name.
            done = None
        if done and done[0] == "完成" and self.listed and not bare(told[: done.start()]):
            # 年初设定完成筛查6720人；实际完成筛查5779人: in a list of targets 完成 is what was set.
            done = None if self._told_later("", figure) else done
        weak = listed = False
        if _AGAINST.search(near) and self._is_distance(figure):
            return None
        if cue and cues.counts_targets(near, figure.unit):
            return None
        if cue or (plan and (worded or symbol) and not done):
            target = True
        elif symbol:
            target = not (done and self.mode != "target") or re.search(r"实际[一-鿿]{2,}", near) is not None
        elif worded:
            named = not cues.LOOSE_WORD.match(head) or len(bare(near)) >= 2
            target = self.mode == "target" or (self.about and named and not done and self.mode != "actual")
        elif self.mode == "goals":
            listed = figure.comparator is None and self.previous is not None and done is None
            target = listed or (figure.comparator is not None and (done is None or reached))
        elif (
            done is None
            and self.about
            and not funding
            and not _DENOMINATOR.search(near)
            and not self._asked(begin)
            and self._is_answered(index)
        ):
            target = listed = True
        elif self.mode == "target" and not (done and re.search(r"实际|完成", done[0])):
            target = not self._leads_on(begin, figure)
        else:
            target = weak = plan is not None and done is None
        levels = cues.levels_under(self.inline + passage.section.titles)
        if not target:
            changed = passage.roles.get(index) == "change"
            from_ = clause_start(text, begin, self.start, "；;") if changed else begin
            origin = max(from_, figure.start - _CONTEXT)
            return Mention(
                passage, self.position, index, False, "", begin, figure.start,
                context=text[origin : _clause_end(text, figure.end)],
                explicit=done is not None or _DONE_NOW.search(told) is not None,
                levels=levels, sentence=self.start, changed=changed,
                completion=cues.completion_word(near, text[begin : figure.start]),
            )  # fmt: skip
        span = None
        if found := cue or plan:
            origin = clause if cue else clause + colon
            span = origin + cues.cue_span(found)[0], origin + cues.cue_span(found)[1]
        name, start, stop = self._name(index, begin, span, cued=cue is not None, symbol=symbol)
        if _COMPARED.match(name):
            return None
        return Mention(
            passage, self.position, index, True, name, start, stop,
            explicit=cue is not None or symbol or worded, weak=weak, levels=levels, sentence=self.start,
            planned=plan is not None, listed=self.listed or listed,
            wording=self.opened if begin <= stop < self.opened <= figure.start else 0,
        )  # fmt: skip

    def _is_distance(self, figure: Figure) -> bool:
        """Return whether *figure* is how far what was done is from the target: 实际92%，低于目标1个百分点."""
        if figure.unit == "百分点" and (self.last is None or self.last.figure.unit != "百分点"):
            return True
        value, told = figure.value, self.told.figure.value if self.told else None
        aim = self.last.figure.value if self.last else None
        numbers = isinstance(value, Decimal) and isinstance(told, Decimal) and isinstance(aim, Decimal)
        return numbers and abs(told - aim) == value  # type: ignore[operator]

    def _leads_on(self, begin: int, figure: Figure) -> bool:
        """Return whether a comma behind a target leads on to what was done, and end the list if so.

        目标为≥95%，全年发布56期，实际96.43% and 年初确定…不少于600场，全年684场. In a list of
        targets (数量指标设置为…) a comma leads to the next of them, unless words of time
        (全年, 2024年) begin to tell and no bound follows.
        """
        between = self.text[self.floor : figure.start].lstrip()
        ends = (
            self._asked(begin)
            and between[:1] in "，,"
            and (
                (self.single and not self._told_later(between, figure))
                or (_TOLD.match(between) is not None and self._last_bound(figure))
            )
        )
        if ends:
            self.mode = None
        return ends

    def _told_later(self, between: str, figure: Figure) -> bool:
        """Return whether *between* tells nothing done, and words behind *figure* begin to tell it.

        年初设定的目标是检查≥80次，培训660人；实际完成情况为：…
        """
        if _TELLS_NOW.search(between) or _TOLD.match(between):
            return False
        return ACTUAL_OPENER.search(self.text, figure.end, self.end + _NEXT_SENTENCE) is not None

    def _last_bound(self, figure: Figure) -> bool:
        """Return whether the target before has a sign and no figure from *figure* on is bounded."""
        passage, last = self.passage, self.last
        if last is None or last.figure.comparator is None:
            return False
        return not any(
            each.comparator
            for index in passage.within(figure.start, self.end)
            if (each := passage.figures[index])
        )

    def _asked(self, begin: int) -> bool:
        """Return whether a target told by its own words stands before, in the same stretch."""
        last = self.last
        if last is None or not (last.explicit or last.planned):
            return False
        return not re.search(r"[；;。]", self.text[last.figure.end : max(begin, last.figure.end)])

    def _name(
        self, index: int, begin: int, cue: tuple[int, int] | None, *, cued: bool, symbol: bool
    ) -> tuple[str, int, int]:
        """Return the name of the target figure *index* and the span of its words.

        *cue* is the span of its target word or, unless *cued*, of its word of intent.
        """
        text = self.text
        figure = self.passage.figures[index]
        span = name_span(self.passage, index, begin, self.start, cue, plan=not cued)
        start, stop = trimmed(text, *span)
        name = text[start:stop]
        if (
            not name
            and figure.kind == "date"
            and (tail := re.compile(r"[一-鿿]{2,12}").match(text, figure.end))
        ):
            # 9月30日以前完工
            start, stop, name = *tail.span(), tail[0]
        tail = re.compile(r"[一-鿿][一-鿿、]{2,29}").match(text, figure.end)
        if tail and figure.unit == "%" and not symbol and not cued:
            # 100%高质量完成文件邮寄: the words behind the figure belong to the name.
            if not name:
                start, stop = tail.span()
            name += tail[0]
        joined = re.fullmatch(r"[一-鿿]{0,6}", text[self.floor : figure.start])
        if len(core(name)) <= 2 and self.previous is not None and joined:
            # 召开大型培训会议1次时长达到1周: the second figure is of the same thing.
            name = self.previous + name
        return name, start, stop

    def _is_funding(self, figure: Figure, near: str) -> bool:
        """Return whether a planned amount of money is the project's own (下达投资计划1480万元)."""
        money = figure.unit is not None and dimension(figure.unit) == "money"
        return money and _FUNDS.search(near) is not None and _UNIT_COST.search(near) is None

    def _is_answered(self, index: int) -> bool:
        """Return whether 实际 and a figure of the same unit follow at once (检查600家次，实际检查652家次)."""
        figures = self.passage.figures
        figure = figures[index]
        if index + 1 >= len(figures) or not re.search(r"\d", self.text[figure.number_start : figure.end]):
            return False
        return figure.unit == figures[index + 1].unit and cues.answered_behind(self.text, figure.end)


def _answer_within_list(found: list[Mention]) -> None:
    """Turn listed figures that repeat an earlier target's name, and those before them, into actuals.

    年初确定居民满意度≥90%，区统计局电话访问500人，居民满意度为92.4%。
    """
    for position, mention in enumerate(found):
        if not mention.target or mention.explicit or len(core(mention.name)) < 2:
            continue
        for earlier in range(position - 1, -1, -1):
            if found[earlier].target and _repeats(found[earlier], mention):
                for each in found[earlier + 1 : position + 1]:
                    if each.target and not each.explicit:
                        each.target, each.context = False, each.name
                break


def _repeats(earlier: Mention, mention: Mention) -> bool:
    """Return whether *mention* names *earlier* again, in full or by its end (当事人满意度…，满意度90.46%)."""
    first, second = core(earlier.name), core(mention.name)
    if first == second:
        return True
    bounded = earlier.figure.comparator is not None and mention.figure.comparator is None
    return bounded and earlier.figure.unit == mention.figure.unit and first.endswith(second)


def _clause_end(text: str, start: int) -> int:
    stop = min(len(text), start + _CONTEXT)
    match = _CLAUSE_END.search(text, start, stop)
    return match.start() if match else stop
