"""ARC701 on generated narratives: planted copies are found, honest reports are not paired."""

from random import Random

import pytest

from corpora.seeded import narrative, truth
from perfeval.rules.archive import catalogue
from perfeval.rules.archive.registry import Archive, Filed
from perfeval.rules.archive.similar import alike, longest_common
from perfeval.rules.archive.texts import Text

REPORTS = 300
COPIES = 10
SAID_OTHERWISE = (
    ("开展了", "组织了"), ("按照", "依照"), ("有关规定", "相关要求"), ("现报告如下", "现将情况报告如下"),
    ("进一步", "继续"), ("完成", "全部完成"), ("存在", "仍有"), ("加强", "强化"), ("主要", "主要是"),
)  # fmt: skip


def written(number: int) -> Text:
    rng = Random(f"copies/{number}")
    kind = rng.choice(("department_report", "project_report"))
    gold = narrative.write(truth.make(number, kind, rng), rng)
    lines = [block.text for block in gold.blocks if len(block.text) >= 15]
    organization = gold.gold["organization"]
    return Text(f"{number:03}", organization, "\n".join(lines), (organization,))


def copied(original: Text, number: int) -> Text:
    """The same words a little changed, another's name on them, one paragraph left out, figures changed."""
    organization = f"青湾市第{'一二三四五六七八九十'[number]}管理局"
    text = original.text.replace(original.organization, organization)
    for place, (before, after) in enumerate(SAID_OTHERWISE):
        if (place + number) % 2:
            text = text.replace(before, after)
    lines = text.translate(str.maketrans("123", "784")).splitlines()
    del lines[number % len(lines)]
    return Text(f"copy{number}", organization, "\n".join(lines), (organization,))


@pytest.fixture(scope="module")
def honest() -> list[Text]:
    return [written(number) for number in range(REPORTS)]


def by_organization(texts: list[Text]) -> list[Text]:
    return sorted(texts, key=lambda text: (text.organization, text.report))


def test_no_honest_pair(honest: list[Text]) -> None:
    assert alike(by_organization(honest)) == []


def test_every_planted_copy_and_nothing_else(honest: list[Text]) -> None:
    step = REPORTS // COPIES
    copies = [copied(honest[number * step], number) for number in range(COPIES)]
    pairs = alike(by_organization([*honest, *copies]))
    wanted = [(honest[number * step].report, f"copy{number}") for number in range(COPIES)]
    assert [(pair.first, pair.second) for pair in pairs] == wanted
    texts = {text.report: text.text for text in (*honest, *copies)}
    for pair in pairs:
        assert pair.passage
        assert pair.passage in texts[pair.first]
        assert pair.passage in texts[pair.second]


def test_of_a_few_organizations_only_what_is_all_but_equal_counts() -> None:
    original = written(1)
    copy = copied(original, 3)
    other = written(2)
    assert [(pair.first, pair.second) for pair in alike(by_organization([original, other, copy]))] == [
        (original.report, copy.report)
    ]


def test_each_finding_names_the_other_file_and_a_department_is_not_set_against_its_own() -> None:
    original = written(1)
    copy = copied(original, 3)
    own = Text("own", original.organization + "本级", original.text, (original.organization,))
    texts = by_organization([original, copy, own])
    filed = [
        Filed(each.report, "", "project_report", each.organization, "项目", 2025, place=each.report + ".docx")
        for each in texts
    ]
    given = Archive(filed, lambda _: (), lambda _: (), texts=texts)
    found = list(catalogue()["ARC701"].check(given))
    files = [each.place for each in filed]
    sides = {(each.report, file) for each in found for file in files if file in each.message}
    mine = {("001", "copy3.docx"), ("copy3", "001.docx")}
    assert sides == mine | {("own", "copy3.docx"), ("copy3", "own.docx")}
    assert all(each.where["evidence"] in original.text for each in found)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (["甲乙丙丁戊己庚辛壬癸子丑寅"], ["卯甲乙丙丁戊己庚辛壬癸子丑"], "甲乙丙丁戊己庚辛壬癸子丑"),
        (["甲乙丙丁"], ["甲乙丙丁"], None),
        ([], ["甲乙丙丁"], None),
    ],
)
def test_the_longest_passage_of_both(first: list[str], second: list[str], wanted: str | None) -> None:
    assert longest_common(first, second) == wanted
