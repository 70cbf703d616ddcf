"""What a settings file may say, and what it is told otherwise."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from perfeval.config import FILE_NAME, THRESHOLDS, BadConfig, Config, codes, find, load, threshold
from perfeval.standards import choice
from perfeval.standards.loader import load as load_standard
from perfeval.standards.model import Thresholds

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "corpora" / "cases" / "settings.yml").read_text(encoding="utf-8")
)


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / FILE_NAME
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["toml"].partition("\n")[0][:40] or "empty")
def test_each_problem_is_one_line_with_the_file(case, tmp_path):
    path = written(tmp_path, case["toml"])
    try:
        load(path)
        lines = []
    except BadConfig as error:
        lines = str(error).splitlines()
    assert len(lines) == len(case["problems"])
    for line, problem in zip(lines, case["problems"], strict=True):
        assert line.startswith(f"{path}：")
        assert problem in line
        assert line.isprintable()


def test_what_the_file_says_is_read_with_paths_from_its_folder(tmp_path):
    config = load(written(tmp_path, CASES[1]["toml"]))
    assert config.standard == "hubei"
    assert config.select == ["BUD", "EXE", "IND3"]
    assert config.fail_on == "never"
    assert config.lang == "en"
    assert config.baseline == str(tmp_path / "审核" / "已审核.toml")
    assert config.thresholds == {"low_execution": Decimal(85), "near_full": Decimal("97.5")}
    own = load(written(tmp_path, 'standard = "县.toml"'))
    assert own.standard == str(tmp_path / "县.toml")


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"lang = " + b"[" * 20_000,
        b"lang = " + b"9" * 20_000,
        b"# " + b"x" * 70_000,
        b'lang = "\x00"',
    ],
)
def test_a_hostile_file_is_one_line(content, tmp_path):
    with pytest.raises(BadConfig) as caught:
        load(written(tmp_path, content))
    assert len(str(caught.value).splitlines()) == 1


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(BadConfig, match="无法读取"):
        load(tmp_path / "没有.toml")


def test_the_nearest_file_upwards_is_found(tmp_path):
    deep = tmp_path / "一" / "二"
    deep.mkdir(parents=True)
    above = written(tmp_path, "")
    assert find(deep) == above
    (deep / FILE_NAME).mkdir()
    assert find(deep) == above
    assert find(written(deep.parent, "").parent) == deep.parent / FILE_NAME


@pytest.mark.parametrize(
    ("pattern", "name", "hit"),
    [
        ("往年/*", "往年/甲/报告.docx", True),
        ("往年/*", "今年/报告.docx", False),
        ("*.txt", "往年/甲/报告.txt", True),
        ("*.txt", "往年.txt/报告.docx", False),
        ("报告.docx", "往年/报告.docx", True),
        ("包.zip!/*", "包.zip!/内/报告.docx", True),
    ],
)
def test_a_pattern_is_about_the_name_or_the_path(pattern, name, hit, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = Config(folder=tmp_path, per_path_ignore=[(pattern, ["DOC601"])])
    assert config.ignored_for(name) == (["DOC601"] if hit else [])
    assert config.ignored_for(str(tmp_path / name)) == (["DOC601"] if hit else [])


@given(
    st.lists(st.sampled_from(["bud", "EXE201", "Ind3", "ＧＲＤ"])),
    st.sampled_from([",", "，", "、", " ", " , "]),
)
def test_codes_may_be_set_apart_in_any_way(values, separator):
    once = codes(values)
    assert codes([separator.join(values)]) == once
    assert codes(once) == once
    assert len(set(once)) == len(once)


def test_a_threshold_replaces_the_standards_own_and_no_other():
    standard = load_standard()
    changed = choice.given(standard).adjusted(dict([threshold("low_execution = 85")])).standard.thresholds
    assert changed.low_execution == 85
    assert {name for name in THRESHOLDS if getattr(changed, name) != getattr(standard.thresholds, name)} == {
        "low_execution"
    }
    assert set(Thresholds.model_fields) == set(THRESHOLDS)


@pytest.mark.parametrize("text", ["low_execution", "low_execution=", "low=3", "=3", "low_execution=1e99", ""])
def test_a_threshold_that_is_none_is_refused(text):
    with pytest.raises(BadConfig, match="--threshold"):
        threshold(text)
