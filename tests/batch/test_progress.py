"""What is told of a batch while it runs and at its end."""

import io
import time
import zipfile
from collections import Counter

import pytest

from perfeval.batch.ahead import Ahead
from perfeval.batch.ledger import Progress
from perfeval.batch.progress import Rate, line, shown, summary

PROGRESS = Progress(
    files=12,
    verified=8,
    known=1,
    reports=7,
    causes=Counter(timeout=1),
    rules=Counter(EXE201=3),
    severities=Counter(error=2, info=1),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_line_says_all_that_is_known():
    assert line(PROGRESS, 0.5, 130) == (
        "完成 10/约 130 个；失败 1 个；发现：错误 2，备注 1；每秒 0.5 个；约剩 4 分钟"
    )
    assert line(PROGRESS, 0.5, 130, "en") == (
        "10 of about 130 files done; 1 failed; findings: error 2, info 1; 0.5 files/s; about 4 min left"
    )


@pytest.mark.parametrize("total", [None, 9, 11])
def test_no_time_left_where_the_total_is_unknown_or_was_wrong(total):
    assert line(PROGRESS, 0.5, total) == "完成 10 个；失败 1 个；发现：错误 2，备注 1；每秒 0.5 个"


@pytest.mark.parametrize(
    ("total", "words"), [(15, "剩余不到 1 分钟"), (70, "约剩 1 分钟"), (10_810, "约剩 3.0 小时")]
)
def test_time_left_in_the_unit_that_fits(total, words):
    assert line(PROGRESS, 1.0, total).endswith(words)


def test_the_rate_is_that_of_the_last_minute():
    rate = Rate(0)
    assert rate.at(0, 0) == 0
    for second in range(1, 101):
        rate.at(second, second * 10)
    for second in range(101, 161):
        latest = rate.at(second, 1000 + second - 100)
    assert latest == pytest.approx(1.0)


def test_the_summary_in_both_languages():
    assert list(summary(PROGRESS)) == [
        "文件：12 个；核验 8 个，已有结果 1 个，失败 1 个", "报告：7 份", "失败原因：", "  timeout  1",
        "各规则的发现：", "  EXE201  3",
    ]  # fmt: skip
    assert list(summary(PROGRESS, "en")) == [
        "Files: 12; verified 8, known 1, failed 1", "Reports: 7", "Failures by cause:", "  timeout  1",
        "Findings by rule:", "  EXE201  3",
    ]  # fmt: skip


def test_a_terminal_is_shown_the_latest_and_left_clean():
    stream = Terminal()
    with shown(stream, language="en") as tell:
        tell(PROGRESS)
        while "1 failed" not in stream.getvalue():
            time.sleep(0.05)
    assert stream.getvalue().endswith("\x1b[2K")


def test_elsewhere_a_line_a_minute(monkeypatch):
    stream = io.StringIO()
    with shown(stream) as tell:
        tell(PROGRESS)
        assert stream.getvalue() == ""
        monkeypatch.setattr("perfeval.batch.progress._EVERY", 0.0)
        tell(PROGRESS)
    assert stream.getvalue().startswith("完成 10 个；失败 1 个")
    assert stream.getvalue().count("\n") == 1


def counted(*paths: str) -> int | None:
    """Return the total once the counting thread must be through."""
    ahead = Ahead([*paths])
    for _ in range(200):
        if ahead.total is not None:
            break
        time.sleep(0.005)
    return ahead.total


@pytest.fixture
def folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        for name in ("一.docx", "d/二.pdf", "d/~$三.docx", "读我.md"):
            archive.writestr(name, "")
    for name in ("四.docx", "五.py", ".六.docx"):
        (tmp_path / name).touch()
    return tmp_path


def test_files_are_counted_ahead_in_folders_and_archives(folder):
    assert counted(str(folder)) == 3
    assert counted(str(folder), str(folder / "五.py")) == 4


@pytest.mark.parametrize("path", ["-", "s3://bucket/a", "nothing.zip", "none.tar"])
def test_what_cannot_be_counted_leaves_the_total_open(folder, path):
    assert counted(str(folder), path) is None


def test_archives_in_archives_leave_the_total_open(folder):
    with zipfile.ZipFile(folder / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", "")
    assert counted(str(folder)) is None
