"""The ``perfeval`` command: options in, a library call, an exit code out.

Nothing but typer is imported before a command runs, so that ``--help`` is immediate.
"""

import gc
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from perfeval.commands import archive, batch, evaluate
from perfeval.commands.options import (
    Command,
    ConfigFile,
    Group,
    Ignore,
    Lang,
    NoConfig,
    Output,
    Paths,
    Select,
    StandardName,
    Threshold,
)
from perfeval.commands.output import complain, finish, print_lines, progress, stop, write

if TYPE_CHECKING:
    from perfeval.baseline import Baseline
    from perfeval.checks import Checks
    from perfeval.config import Config
    from perfeval.findings import Verification

EXIT_INTERRUPTED = 130
_ALLOCATIONS = 50_000
"""Objects made between two searches for reference cycles."""


class _App(typer.Typer):
    """A typer application that writes UTF-8 whatever the locale and leaves quietly when cut off."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # What a command loads is never garbage: looking through it takes a tenth of a short one's time.
        gc.set_threshold(_ALLOCATIONS)
        # A lone surrogate (a file name that is no UTF-8) goes out as an escape, which JSON reads as such.
        for stream, errors in (
            (sys.stdin, "surrogateescape"),
            (sys.stdout, "backslashreplace"),
            (sys.stderr, "backslashreplace"),
        ):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors=errors)
        try:
            return super().__call__(*args, **kwargs)
        except KeyboardInterrupt:
            sys.exit(EXIT_INTERRUPTED)
        except Exception as error:
            from perfeval.run import EXIT_UNREADABLE, internal_error

            complain(internal_error("perfeval", error))
            sys.exit(EXIT_UNREADABLE)


app = _App(
    cls=Group,
    help="核验中国政府部门的绩效自评报告：抽取数字，区间复算，指出自相矛盾之处。",
    epilog="退出码：0 完成；1 有达到 --fail-on 级别的发现；2 用法错误；3 有输入无法读取（优先于 1）。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command(cls=Command)
def extract(
    paths: Paths,
    output: Output = None,
    format: Annotated[
        Literal["json", "jsonl"],
        typer.Option("--format", help="json：一个输入一个对象，多个输入为数组；jsonl：每行一个对象。"),
    ] = "json",
    lang: Lang = "zh",
) -> None:
    """抽取：把文件中的报告、预算、执行率、指标、得分与等级写成 JSON，每个数字附出处。"""
    from perfeval import run
    from perfeval.outputs import jsonout

    journal = run.Journal()
    results = run.outcomes(
        paths,
        run.extract_step(),
        journal,
        complain=complain,
        progress=progress(),
        stdin=sys.stdin,
        language=lang,
    )
    chunks = jsonout.json_chunks if format == "json" else jsonout.jsonl_chunks
    write(chunks(results), output, paths, journal)
    finish(journal.exit_code(), journal)


@app.command(cls=Command)
def verify(
    context: typer.Context,
    paths: Paths,
    output: Output = None,
    format: Annotated[
        Literal["text", "json", "jsonl", "sarif"],
        typer.Option(
            "--format",
            help="text：供人阅读；json：一个输入一个对象，多个输入为数组；"
            "jsonl：每行一个对象；sarif：SARIF 2.1.0，供代码审阅平台读取。",
        ),
    ] = "text",
    standard: StandardName = "auto",
    select: Select = None,
    ignore: Ignore = None,
    threshold: Threshold = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="基线：其中已审核的发现不再报告；perfeval baseline write 建立。",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        Literal["critical", "error", "warning", "info", "never"],
        typer.Option("--fail-on", help="有这一级别或更重的发现时以 1 退出；never 从不。"),
    ] = "error",
    lang: Lang = "zh",
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """核验：抽取后按区间复算，列出自相矛盾之处，并说明哪些无法检查。"""
    from perfeval import run
    from perfeval.outputs import jsonout, layout, sarif, text

    journal = run.Journal()
    notices: list[str] = []
    checks = _checks(context.obj, standard, select, ignore, threshold, lang)
    accepted = _baseline(baseline) if baseline else None

    def noting(line: str) -> None:
        notices.append(line)
        complain(line)

    def without_accepted(result: "Verification") -> "Verification":
        if accepted is None or baseline is None:
            return result
        return accepted.applied(*checks.seen_from(baseline, result))

    results = (
        None if result is None else journal.count(without_accepted(result))
        for result in checks.run(paths, journal, noting, progress=progress(), stdin=sys.stdin)
    )
    chunks: Iterator[str]
    if format == "text":
        style = layout.Style() if output else layout.style_for(sys.stdout)
        chunks = text.text_chunks(results, style, lang)
    elif format == "sarif":
        chunks = sarif.sarif_chunks(results, notices, lang)
    else:
        chunks = (jsonout.json_chunks if format == "json" else jsonout.jsonl_chunks)(results)
    write(chunks, output, paths, journal)
    if accepted:
        for line in accepted.stale_lines():
            complain(line)
    finish(journal.exit_code(fail_on), journal)


baselines = typer.Typer(cls=Group, help="基线：记下已审核的发现，以后不再报告。", no_args_is_help=True)


@baselines.command("write", cls=Command)
def baseline_write(
    context: typer.Context,
    paths: Paths,
    baseline: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="基线文件；已有的，保留其中各项。", show_default=False
        ),
    ],
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="新增各项的原因。", show_default=False)
    ] = "",
    reviewer: Annotated[
        str, typer.Option("--reviewer", metavar="TEXT", help="新增各项的审核人。", show_default=False)
    ] = "",
    standard: StandardName = "auto",
    select: Select = None,
    ignore: Ignore = None,
    threshold: Threshold = None,
    lang: Lang = "zh",
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """把现有的发现全部记入基线；已有各项的原因与审核人不变。"""
    from perfeval import run
    from perfeval.baseline import toml_chunks

    journal = run.Journal()
    checks = _checks(context.obj, standard, select, ignore, threshold, lang)
    accepted = _baseline(baseline, missing_ok=True)
    added = sum(
        accepted.accept(*checks.seen_from(baseline, result), reason=reason, reviewer=reviewer)
        for result in checks.run(paths, journal, complain, progress=progress(), stdin=sys.stdin)
        if result is not None
    )
    write(toml_chunks(accepted.entries), baseline, paths, journal)
    print_lines([f"{baseline}：新增 {added} 项，共 {len(accepted.entries)} 项"])
    finish(journal.exit_code(), journal)


@baselines.command("prune", cls=Command)
def baseline_prune(
    context: typer.Context,
    paths: Paths,
    baseline: Annotated[
        Path, typer.Option("--baseline", metavar="FILE", help="基线文件。", show_default=False)
    ],
    standard: StandardName = "auto",
    select: Select = None,
    ignore: Ignore = None,
    threshold: Threshold = None,
    lang: Lang = "zh",
    config: ConfigFile = None,
    no_config: NoConfig = False,
) -> None:
    """从基线中去掉不再出现的各项；没有核验到的文件的各项保留。"""
    from perfeval import run
    from perfeval.baseline import toml_chunks

    journal = run.Journal()
    checks = _checks(context.obj, standard, select, ignore, threshold, lang)
    accepted = _baseline(baseline)
    for result in checks.run(paths, journal, complain, progress=progress(), stdin=sys.stdin):
        if result is not None:
            accepted.applied(*checks.seen_from(baseline, result))
    kept = accepted.pruned()
    write(toml_chunks(kept), baseline, paths, journal)
    print_lines([f"{baseline}：去掉 {len(accepted.entries) - len(kept)} 项，保留 {len(kept)} 项"])
    finish(journal.exit_code(), journal)


app.add_typer(baselines, name="baseline")


@app.command(cls=Command)
def rules(lang: Lang = "zh") -> None:
    """规则目录：编号、级别与名称。"""
    from perfeval.outputs import catalogue

    print_lines(catalogue.listing(lang))


@app.command(cls=Command)
def explain(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="规则编号，例如 EXE201；或其开头，例如 EXE，列出以它开头的规则。",
            show_default=False,
        ),
    ],
) -> None:
    """一条规则的完整说明：检查什么、为什么重要、示例、依据、已知的误报。"""
    from perfeval.outputs import catalogue
    from perfeval.rules.choice import UnknownRule

    try:
        print_lines(catalogue.explained(code))
    except UnknownRule as error:
        stop(str(error))


@app.command(cls=Command)
def standards(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[show NAME]", help="show 与名称或 .toml 文件：一个标准的全文。", show_default=False
        ),
    ] = None,
) -> None:
    """评分标准：随程序提供的，或一个标准的全文（standards show NAME）。"""
    from perfeval.outputs import standards as shown
    from perfeval.standards.loader import UnknownStandard

    if not words:
        print_lines(shown.listing())
        return
    if len(words) != 2 or words[0] != "show":
        stop("用法：perfeval standards，或 perfeval standards show 名称")
    try:
        print_lines(shown.page(words[1]))
    except UnknownStandard as error:
        stop(str(error))


@app.command(cls=Command)
def schema(
    name: Annotated[
        Literal["extraction", "verification"],
        typer.Argument(help="哪一种输出。", show_default=False),
    ],
) -> None:
    """输出的 JSON Schema（2020-12）。"""
    from perfeval.outputs.jsonout import dumps
    from perfeval.schema import schema as make

    print_lines([dumps(make(name))])


evaluate.register(app)
batch.register(app)
archive.register(app)


def _checks(
    settings: "Config",
    standard: str,
    select: list[str] | None,
    ignore: list[str] | None,
    thresholds: list[str] | None,
    language: Literal["zh", "en"],
) -> "Checks":
    from perfeval import run
    from perfeval.checks import Checks

    try:
        return Checks(
            settings, standard, select=select, ignore=ignore, thresholds=thresholds, language=language
        )
    except run.UnknownName as error:
        stop(str(error))


def _baseline(path: Path, *, missing_ok: bool = False) -> "Baseline":
    from perfeval.baseline import BadBaseline, Baseline, load

    if missing_ok and not path.exists():
        return Baseline()
    try:
        return Baseline(load(path))
    except BadBaseline as error:
        stop(str(error))
