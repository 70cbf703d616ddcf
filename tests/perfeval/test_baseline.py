"""What a baseline knows again, what it does not, and what its file says."""

from collections import Counter
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evidence import Evidence
from extractor.records import Report, SourceRecord
from perfeval.baseline import BadBaseline, Baseline, Entry, load, toml_chunks
from perfeval.findings import (
    SEVERITIES,
    Coverage,
    Finding,
    Recomputed,
    Summary,
    Verification,
    VerifiedReport,
)

RAN = ("BUD101", "EXE201")
PLACE = Evidence(text="甲", block=0, start=0, end=1)


def finding(code, number, severity="error", report=0):
    return Finding(
        code=code,
        severity=severity,
        title="题",
        message=f"“甲”\n与乙不符 {number}",
        evidence=[PLACE],
        report=report,
        fingerprint=f"{number:016x}",
    )


def report(organization=None, project=None, year=None, kind="project_form"):
    return Report(kind=kind, organization=organization, project=project, fiscal_year=year, evidence=PLACE)


def verification(*parts, across=()):
    """A verification of (report, findings) pairs."""
    counted = Counter(each.severity for each in chain(across, *(findings for _, findings in parts)))
    return Verification(
        source=SourceRecord(name="x", sha256="0", format="docx", bytes=1),
        standard="s",
        reports=[
            VerifiedReport(
                report=one,
                recomputed=Recomputed(),
                findings=findings,
                coverage=Coverage(figures=0, used=0, checks_run=0),
            )
            for one, findings in parts
        ],
        findings=list(across),
        summary=Summary(**{severity: counted[severity] for severity in SEVERITIES}),
    )


NAMES = st.one_of(st.none(), st.sampled_from(["甲局", "乙局", "甲局 ", "“一二”\\局"]), st.text(max_size=5))
REPORTS = st.builds(
    report,
    NAMES,
    NAMES,
    st.sampled_from([None, 2023, 2024]),
    st.sampled_from(["project_form", "department_report"]),
)
FINDINGS = st.builds(finding, st.sampled_from(RAN), st.integers(0, 3), st.sampled_from(SEVERITIES))


@st.composite
def verifications(draw):
    parts = [
        (one, [each.model_copy(update={"report": place}) for each in draw(st.lists(FINDINGS, max_size=4))])
        for place, one in enumerate(draw(st.lists(REPORTS, max_size=3)))
    ]
    across = [each.model_copy(update={"report": None}) for each in draw(st.lists(FINDINGS, max_size=2))]
    return verification(*parts, across=across)


FILES = st.dictionaries(
    st.sampled_from(["a/报告.docx", "a/报告.pdf", "b/报告.docx", "表.xlsx", "x.zip!/\x1b表 二.txt"]),
    verifications(),
    max_size=4,
)


def written(files, entries=(), reason="已核实", reviewer="甲"):
    baseline = Baseline(entries)
    for file, each in files.items():
        baseline.accept(each, file, RAN, reason=reason, reviewer=reviewer)
    return baseline.entries


def saved(entries, folder):
    path = folder / "基线.toml"
    path.write_text("".join(toml_chunks(entries)), encoding="utf-8", newline="\n")
    return path


def left(files, entries):
    baseline = Baseline(entries)
    return {file: baseline.applied(each, file, RAN) for file, each in files.items()}, baseline


@given(FILES)
def test_what_was_written_leaves_nothing(files):
    entries = written(files)
    after, baseline = left(files, entries)
    for file, each in after.items():
        assert each.summary == Summary()
        assert [*each.findings, *chain(*(one.findings for one in each.reports))] == []
        before = files[file]
        assert Counter(one.fingerprint for one in each.suppressed) == Counter(
            one.fingerprint
            for one in chain(before.findings, *(verified.findings for verified in before.reports))
        )
        assert {(one.reason, one.reviewer) for one in each.suppressed} <= {("已核实", "甲")}
    assert baseline.stale() == []
    assert baseline.pruned() == entries


@given(FILES, FILES)
def test_writing_again_adds_nothing_and_keeps_what_is_there(first, second):
    entries = written(first)
    assert written(first, entries, reason="另一个") == entries
    more = written(second, entries, reason="另一个")
    kept = {replace(each, count=1) for each in more}
    assert {replace(each, count=1) for each in entries} <= kept


@given(FILES, FILES)
def test_pruning_is_idempotent_and_never_uncovers_a_finding(first, second):
    _, baseline = left(second, written(first))
    kept = baseline.pruned()
    after, again = left(second, kept)
    assert again.pruned() == kept
    assert again.stale() == []
    before, _ = left(second, written(first))
    assert {file: each.summary for file, each in after.items()} == {
        file: each.summary for file, each in before.items()
    }


@given(files=FILES)
def test_the_file_holds_what_was_written(files, tmp_path_factory):
    entries = written(files)
    path = saved(entries, tmp_path_factory.mktemp("b"))
    assert load(path) == entries
    assert "".join(toml_chunks(reversed(entries))) == path.read_text(encoding="utf-8")


KNOWN = verification((report("甲局", "修路", 2024), [finding("EXE201", 1)]))


@pytest.mark.parametrize(
    ("other", "file", "same"),
    [
        (report("甲局", "修路", 2024), "另一处/另一名.pdf", True),
        (report("甲　局", "（修路）", 2024), "r.pdf", True),
        (report("甲局", None, None), "r.pdf", True),
        (report(None, "修路", 2024), "r.pdf", True),
        (report(None, None, 2024), "a/报告.pdf", True),
        (report(None, None, 2024), "r.pdf", False),
        (report("乙局", "修路", 2024), "a/报告.docx", False),
        (report("甲局", "修桥", 2024), "a/报告.docx", False),
        (report("甲局", "修路", 2023), "a/报告.docx", False),
        (report("甲局", "修路", 2024, kind="project_report"), "a/报告.docx", False),
    ],
)
def test_the_same_report_is_known_again_and_another_is_not(other, file, same):
    entries = written({"a/报告.docx": KNOWN})
    after, _ = left({file: verification((other, [finding("EXE201", 1)]))}, entries)
    assert len(after[file].suppressed) == same
    assert after[file].summary.error == (not same)


def test_forms_without_a_name_are_counted():
    two = verification(*((report(), [finding("EXE201", 1, report=place)]) for place in (0, 1)))
    three = verification(*((report(), [finding("EXE201", 1, report=place)]) for place in (0, 1, 2)))
    (entry,) = written({"表.xlsx": two})
    assert entry.count == 2
    after, _ = left({"表.xlsx": three}, [entry])
    assert after["表.xlsx"].summary.error == 1
    _, baseline = left({"表.xlsx": KNOWN.model_copy(update={"reports": two.reports[:1]})}, [entry])
    assert [each.count for each in baseline.pruned()] == [1]


def test_only_what_was_looked_for_is_stale():
    entries = written(
        {"a/报告.docx": KNOWN, "b/报告.docx": verification((report("乙局"), [finding("BUD101", 2)]))}
    )
    clean = verification((report("甲局", "修路", 2024), []))
    _, baseline = left({"a/报告.pdf": clean}, entries)
    assert [each.code for each in baseline.stale()] == ["EXE201"]
    assert baseline.stale_lines() == [
        "a/报告.docx：基线中有 1 项不再出现：EXE201；perfeval baseline prune 可去掉"
    ]
    assert [each.code for each in baseline.pruned()] == ["BUD101"]
    unlooked = Baseline(entries)
    unlooked.applied(clean, "a/报告.docx", ["BUD101"])
    assert unlooked.stale() == []


HEAD = "version = 1\n[[finding]]\n"
GOOD = 'code = "EXE201"\nfingerprint = "0123456789abcdef"\nkind = "project_form"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "version 应为 1"),
        ("version = 2", "version 应为 1"),
        ("version = 1\nfindings = []", "没有 findings 这一项"),
        ("version = 1\nfinding = 3", "写作 [[finding]]"),
        ("version = 1\nfinding = [3]", "写作 [[finding]]"),
        (HEAD, "第 1 个 finding 缺少 code"),
        (HEAD + GOOD + "reson = ''", "第 1 个 finding 没有 reson 这一项，是否指 reason？"),
        (HEAD + GOOD + "reason = 3", "第 1 个 finding 的 reason 应为文字"),
        (HEAD + GOOD + "count = 0", "count 应为不小于 1 的整数"),
        (HEAD + GOOD + "fiscal_year = '2024'", "fiscal_year 应为年份"),
        (HEAD + GOOD.replace("0123", "xyz"), "fingerprint 应为十六位的十六进制数"),
        ("version = 1\n[[finding]", "不是有效的 TOML 文件"),
    ],
)
def test_a_damaged_file_is_one_line(text, said, tmp_path):
    path = tmp_path / "基线.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadBaseline) as caught:
        load(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_what_a_reviewer_left_out_is_empty(tmp_path):
    path = tmp_path / "基线.toml"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert load(path) == [Entry(code="EXE201", fingerprint="0123456789abcdef", kind="project_form")]
