import json
import os
import stat
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_text("某县项目支出绩效自评报告", encoding="utf-8")
    return path


def test_output_goes_to_the_file_and_nowhere_else(invoke, report, tmp_path):
    out = tmp_path / "out.json"
    result = invoke("extract", report, "-o", out)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert json.loads(out.read_text(encoding="utf-8"))["reports"][0]["title"] == "某县项目支出绩效自评报告"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "报告.txt"]


def test_an_input_is_never_overwritten(invoke, report, tmp_path):
    before = report.read_bytes()
    link = tmp_path / "link.txt"
    os.link(report, link)
    for words in ((report, "-o", report), (report, "-o", link), (tmp_path, "-o", report)):
        result = invoke("extract", *words)
        assert result.exit_code == 2
        assert "不能覆盖输入文件" in result.stderr
    assert report.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "报告.txt"]


def test_nothing_read_leaves_the_old_output(invoke, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    assert invoke("extract", tmp_path / "没有.docx", "-o", out).exit_code == 3
    assert out.read_text(encoding="utf-8") == "old"


def test_an_existing_output_keeps_its_mode(invoke, report, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    out.chmod(0o640)
    invoke("extract", report, "-o", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


@pytest.mark.parametrize("place", ["no/such/folder.json", "."])
def test_a_place_that_cannot_be_written_is_wrong_usage(invoke, report, tmp_path, place):
    result = invoke("extract", report, "-o", tmp_path / place)
    assert result.exit_code == 2
    assert result.stderr.startswith("perfeval: -o ")


def test_a_folder_without_permission_is_wrong_usage(invoke, report, public_folder, as_ordinary_user):
    own = public_folder / report.name
    own.write_bytes(report.read_bytes())
    own.chmod(0o644)
    closed = public_folder / "closed"
    assert invoke("extract", own, "-o", public_folder / "open.json").exit_code == 0
    with as_ordinary_user():
        closed.mkdir(mode=0o500)
        assert invoke("extract", own, "-o", closed / "out.json").exit_code == 2


def test_an_output_that_cannot_be_finished_leaves_nothing_behind(invoke, report, tmp_path, monkeypatch):
    from perfeval.outputs import jsonout

    def broken(_):
        yield "{"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jsonout, "json_chunks", broken)
    out = tmp_path / "out.json"
    result = invoke("extract", report, "-o", out)
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["报告.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="no /dev/null")
def test_a_device_is_written_to_and_not_replaced(invoke, report):
    assert invoke("extract", report, "-o", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


def test_a_name_of_any_length_is_shown_short_and_kept_whole(tmp_path):
    name = "某" * 5000
    path = tmp_path / "表.html"
    path.write_text(
        "<h1>项目支出绩效自评表</h1><table>"
        f"<tr><td>项目名称</td><td colspan=3>{name}</td></tr>"
        "<tr><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>得分</td></tr>"
        "<tr><td>培训人数</td><td>≥30人</td><td>31人</td><td>10</td></tr></table>",
        encoding="utf-8",
    )
    runner = CliRunner()
    shown = runner.invoke(cli.app, ["verify", str(path)]).stdout
    assert name[:100] in "".join(shown.split())
    assert len(shown) < 2000
    whole = json.loads(runner.invoke(cli.app, ["extract", str(path)]).stdout)
    assert whole["reports"][0]["project"] == name
