import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import simplejson

REPORT = "某县项目支出绩效自评报告\n执行率96.31%。"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str = REPORT, name: str = "报告.txt") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_one_input_is_an_object_several_are_an_array(invoke, file):
    one, two = file(), file(name="第二份.txt")
    single = json.loads(invoke("extract", one).stdout)
    assert single["schema"] == "perfeval/extraction/1"
    several = json.loads(invoke("extract", one, two).stdout)
    assert [Path(entry["source"]["name"]).name for entry in several] == ["报告.txt", "第二份.txt"]


def test_an_unreadable_input_still_counts_as_an_input(invoke, file):
    result = invoke("extract", file(), "没有.txt")
    assert result.exit_code == 3
    assert len(json.loads(result.stdout)) == 1


def test_jsonl_is_one_object_a_line(invoke, file):
    lines = invoke("verify", file(), file(name="b.txt"), "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["standard"] for line in lines] == ["mof-2020-10"] * 2


def test_decimals_are_printed_without_exponent(invoke, file):
    text = invoke("extract", file()).stdout
    assert '"total": 93,' in text
    assert simplejson.loads(text, use_decimal=True)["reports"][0]["score"]["total"] == Decimal(93)


def test_keys_stand_in_the_order_of_the_contract(invoke, file):
    verification = json.loads(invoke("verify", file(), "--format", "json").stdout)
    assert list(verification)[:5] == ["schema", "source", "standard", "reports", "findings"]
    assert list(verification["reports"][0]) == ["report", "recomputed", "findings", "coverage"]


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("error", None, 1),
        ("warning", None, 0),
        ("warning", "warning", 1),
        ("info", "info", 1),
        ("error", "critical", 0),
        ("critical", "critical", 1),
        ("critical", "never", 0),
    ],
)
def test_the_exit_code_follows_fail_on(invoke, file, severity, fail_on, code):
    options = ("--fail-on", fail_on) if fail_on else ()
    assert invoke("verify", file(f"{REPORT}\n{severity}"), *options).exit_code == code


def test_unreadable_input_outranks_findings_and_stops_nothing(invoke, file):
    result = invoke("verify", "没有.docx", file(f"{REPORT}\nerror"), file("", name="空.txt"))
    assert result.exit_code == 3
    assert "错误 EXE201" in result.stdout
    complaints = result.stderr.splitlines()
    assert len(complaints) == 2
    assert "没有.docx" in complaints[0]
    assert "空.txt" in complaints[1]
    assert result.stdout.splitlines()[-1] == "共核验 1 个文件，2 个无法读取；错误 1"


def test_an_error_of_ours_is_one_line_and_the_others_go_on(invoke, file):
    result = invoke("verify", file("坏"), file(name="好.txt"))
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert "报告.txt" in line
    assert "内部错误（ValueError: 第一行\\n第二行，conftest.py:" in line
    assert "好.txt" in result.stdout


def test_an_empty_folder_is_an_unreadable_input(invoke, tmp_path):
    result = invoke("verify", tmp_path)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1


def test_paths_come_from_standard_input(invoke, file):
    paths = f"{file()}\n{file(name='b.txt')}\n"
    assert len(json.loads(invoke("extract", "-", input=paths).stdout)) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--format", "xml", "a.txt"),
        ("verify", "--standard", "nowhere", "a.txt"),
        ("verify",),
        ("nonsense",),
        ("schema", "report"),
    ],
)
def test_wrong_usage_is_2(invoke, words):
    result = invoke(*words)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_text_cannot_drive_the_terminal(invoke, file):
    result = invoke("verify", file(f"{REPORT}\n敌 error"))
    assert "\\x1b]0;owned\\x07" in result.stdout
    assert all(character == "\n" or character.isprintable() for character in result.stdout)


def test_text_gives_the_conclusion_before_the_findings(invoke, file):
    lines = invoke("verify", file(f"{REPORT}\nwarning error")).stdout.splitlines()
    order = [
        "某县项目支出",
        "2024年度",
        "自评得分 93，等级 优",
        "见到数字 3 个",
        "未检查 SCO402",
        "结论",
        "错误 EXE201",
        "疑点 EXE201",
    ]
    places = [next(number for number, line in enumerate(lines) if word in line) for word in order]
    assert places == sorted(places)
    assert "报告所写 96.31%；复算 98.10%" in "\n".join(lines)
    assert "第1段「某县项目支出绩效自评报告」" in "\n".join(lines)


def test_english_is_a_switch(invoke, file):
    text = invoke("verify", file(f"{REPORT}\nwarning"), "--lang", "en").stdout
    assert "warning EXE201" in text
    assert text.splitlines()[-1] == "1 file(s) verified; warning 1"
