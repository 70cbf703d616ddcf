"""Standards: the shipped ones load, one builds on another, what is wrong in a file is said line by line."""

from decimal import Decimal
from pathlib import Path

import pytest

from perfeval.outputs.standards import listing, page
from perfeval.standards.loader import DEFAULT, UnknownStandard, load, names

OWN = """
extends = "mof-2020-10"
name = "mine"
title = "某县办法"
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str) -> str:
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.mark.parametrize("name", names())
def test_a_shipped_standard_is_named_after_its_file(name):
    standard = load(name)
    assert standard.name == name
    assert standard.bands[-1].lower == 0
    assert {formula.direction for formula in standard.formulas} == {"forward", "reverse"}


def test_bounds_are_those_of_the_sources():
    bounds = {name: [int(band.lower) for band in load(name).bands] for name in names()}
    assert bounds == {
        "mof-2020-10": [90, 80, 60, 0],
        "sjz": [85, 75, 60, 0],
        "sichuan-2025": [90, 80, 70, 0],
        "hubei": [90, 80, 60, 0],
        "guangdong": [90, 80, 70, 60, 0],
    }
    assert load("hubei").execution.full == [20]


def test_a_file_says_only_what_differs(write):
    standard = load(write(OWN + "[thresholds]\nlow_execution = 85\n"))
    national = load(DEFAULT)
    assert standard.thresholds.low_execution == 85
    assert standard.thresholds.over_completion == national.thresholds.over_completion
    assert (standard.bands, standard.formulas) == (national.bands, national.formulas)


def test_numbers_are_decimals(write):
    assert load(write(OWN + "artefact = 0.015\n")).artefact == Decimal("0.015")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[bands]]\nlabel = "优"\nlower = 90\n[[bands]]\nlabel = "良"\n', ["第 2 个 bands 的 lower 缺少"]),
        ('execution_basis = "全年"\n', ["execution_basis 应为 adjusted、initial 之一"]),
        ('colour = "red"\n', ["colour 没有这一项"]),
        ('[thresholds]\nlow_execution = "九十"\n', ["thresholds 的 low_execution 应为数字"]),
        (
            '[[bands]]\nlabel = "优"\nlower = 80\n[[bands]]\nlabel = "良"\nlower = 90\n',
            ["bands 的 lower 应从高到低排列"],
        ),
        ('[[bands]]\nlabel = "优"\nlower = 90\n', ["bands 至少要有 2 项"]),
        (
            'colour = 1\nfull_score = "百"\nexecution_basis = 3\n',
            ["colour 没有这一项", "full_score 应为数字", "execution_basis 应为 adjusted、initial 之一"],
        ),
    ],
)
def test_each_mistake_is_a_line_of_its_own(write, text, said):
    path = write(OWN + text)
    with pytest.raises(UnknownStandard) as caught:
        load(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(said)
    for words in said:
        assert any(line.startswith(f"{path}：") and words in line for line in lines), words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "nowhere"\n', "extends 应为已有标准的名称"),
        ("name = [\n", "不是有效的 TOML 文件"),
        ("extends = 3\n", "extends 应为已有标准的名称"),
    ],
)
def test_a_file_that_cannot_be_built_on(write, text, said):
    with pytest.raises(UnknownStandard, match=said):
        load(write(text))


def test_a_folder_or_a_missing_file_is_no_standard(tmp_path):
    for name in (str(tmp_path), str(tmp_path / "none.toml")):
        with pytest.raises(UnknownStandard, match="没有名为"):
            load(name)


def test_what_is_not_sure_is_said():
    assert any("未确认" in line for line in listing())
    assert any("见于转述" in line for line in page("sichuan-2025"))


def test_a_file_may_be_built_on_another_beside_it(write, tmp_path):
    (tmp_path / "base.toml").write_text(OWN + "artefact = 0.02\n", encoding="utf-8")
    assert load(write('extends = "base.toml"\nname = "on top"\n')).artefact == Decimal("0.02")


def test_files_that_extend_each_other_are_refused(write, tmp_path):
    (tmp_path / "base.toml").write_text('extends = "own.toml"\n', encoding="utf-8")
    with pytest.raises(UnknownStandard, match="循环引用"):
        load(write('extends = "base.toml"\n'))


def test_a_file_too_large_or_binary_is_refused(write, tmp_path):
    with pytest.raises(UnknownStandard, match="文件过大"):
        load(write("#" * 1_000_001))
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnknownStandard, match="不是有效的 TOML"):
        load(str(binary))


@pytest.mark.parametrize("value", ["nan", "inf"])
def test_a_number_has_to_be_finite(write, value):
    with pytest.raises(UnknownStandard, match="thresholds 的 low_execution 应为有限的数字"):
        load(write(OWN + f"[thresholds]\nlow_execution = {value}\n"))


def test_years_and_places_are_shown():
    shown = page("sichuan-2025")
    assert "适用年度：2025-" in shown
    assert any("绵阳" in line for line in shown)
    assert "只适用于：部门整体支出" in page("sjz")
