"""The ``perfeval`` command: options in, a library call, an exit code out.

Nothing but typer is imported before a command runs, so that ``--help`` is immediate.
"""

import sys
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from perfeval.run import Journal

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141
"""What a shell reports for a program ended by SIGPIPE."""


def _chinese_help(option: Any) -> Any:
    if option is not None:
        option.help = "显示本说明后退出。"
    return option


class _Command(TyperCommand):
    def get_help_option(self, ctx: Any) -> Any:
        return _chinese_help(super().get_help_option(ctx))


class _Group(TyperGroup):
    def get_help_option(self, ctx: Any) -> Any:
        return _chinese_help(super().get_help_option(ctx))


class _App(typer.Typer):
    """A typer application that writes UTF-8 whatever the locale and leaves quietly when cut off."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
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

            _complain(internal_error("perfeval", error))
            sys.exit(EXIT_UNREADABLE)


app = _App(
    cls=_Group,
    help="核验中国政府部门的绩效自评报告：抽取数字，区间复算，指出自相矛盾之处。",
    epilog="退出码：0 完成；1 有达到 --fail-on 级别的发现；2 用法错误；3 有输入无法读取（优先于 1）。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="文件、文件夹（逐层查找）或 zip 压缩包；- 从标准输入读取路径清单。",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", help="写入文件（写完才替换）；缺省写到标准输出。", show_default=False
    ),
]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="消息的语言。")]


@app.command(cls=_Command)
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
        complain=_complain,
        progress=_progress(),
        stdin=sys.stdin,
        language=lang,
    )
    chunks = jsonout.json_chunks if format == "json" else jsonout.jsonl_chunks
    _write(chunks(results), output, paths, journal)
    _finish(journal.exit_code(), journal)


@app.command(cls=_Command)
def verify(
    paths: Paths,
    output: Output = None,
    format: Annotated[
        Literal["text", "json", "jsonl"],
        typer.Option(
            "--format", help="text：供人阅读；json：一个输入一个对象，多个输入为数组；jsonl：每行一个对象。"
        ),
    ] = "text",
    standard: Annotated[
        str,
        typer.Option(
            "--standard", metavar="NAME", help="评分标准的名称，或一个 .toml 文件；perfeval standards 列出。"
        ),
    ] = "mof-2020-10",
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODES",
            help="只运行这些规则：编号或其开头，用逗号分开，可重复给出。",
            show_default=False,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="CODES",
            help="不运行这些规则；写法同 --select，且优先于它。",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        Literal["critical", "error", "warning", "info", "never"],
        typer.Option("--fail-on", help="有这一级别或更重的发现时以 1 退出；never 从不。"),
    ] = "error",
    lang: Lang = "zh",
) -> None:
    """核验：抽取后按区间复算，列出自相矛盾之处，并说明哪些无法检查。"""
    from perfeval import run
    from perfeval.outputs import jsonout, layout, text

    journal = run.Journal()
    try:
        step = run.verify_step(standard, select=_codes(select), ignore=_codes(ignore), language=lang)
    except run.UnknownName as error:
        _stop(str(error))
    results = (
        None if result is None else journal.count(result)
        for result in run.outcomes(
            paths, step, journal, complain=_complain, progress=_progress(), stdin=sys.stdin, language=lang
        )
    )
    chunks: Iterator[str]
    if format == "text":
        style = layout.Style() if output else layout.style_for(sys.stdout)
        chunks = text.text_chunks(results, style, lang)
    else:
        chunks = (jsonout.json_chunks if format == "json" else jsonout.jsonl_chunks)(results)
    _write(chunks, output, paths, journal)
    _finish(journal.exit_code(fail_on), journal)


@app.command(cls=_Command)
def rules(lang: Lang = "zh") -> None:
    """规则目录：编号、级别与名称。"""
    from perfeval.outputs import catalogue

    _print(catalogue.listing(lang))


@app.command(cls=_Command)
def explain(
    code: Annotated[str, typer.Argument(metavar="CODE", help="规则编号，例如 EXE201。", show_default=False)],
) -> None:
    """一条规则的完整说明：检查什么、为什么重要、示例、依据、已知的误报。"""
    from perfeval.outputs import catalogue

    try:
        _print(catalogue.page(code))
    except KeyError:
        _stop(f"没有规则 {code!r}；perfeval rules 列出全部规则")


@app.command(cls=_Command)
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
        _print(shown.listing())
        return
    if len(words) != 2 or words[0] != "show":
        _stop("用法：perfeval standards，或 perfeval standards show 名称")
    try:
        _print(shown.page(words[1]))
    except UnknownStandard as error:
        _stop(str(error))


@app.command(cls=_Command)
def schema(
    name: Annotated[
        Literal["extraction", "verification"],
        typer.Argument(help="哪一种输出。", show_default=False),
    ],
) -> None:
    """输出的 JSON Schema（2020-12）。"""
    from perfeval.outputs.jsonout import dumps
    from perfeval.schema import schema as make

    _print([dumps(make(name))])


@app.command(cls=_Command)
def evaluate(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="文件、文件夹（逐层查找）或通配符；旁边有 NAME.gold.json 的文件参加评测。",
            show_default=False,
        ),
    ] = None,
    seeded: Annotated[
        int | None,
        typer.Option(
            "--seeded",
            metavar="N",
            min=1,
            help="不读文件，改为生成 N 份各有一处已知错误的文件，和一半数目的无错文件，逐条规则统计。",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="生成文件的种子；相同则文件相同。")] = 1,
    show: Annotated[bool, typer.Option("--show", help="逐条列出遗漏、多出与不符之处及原文。")] = False,
    by_format: Annotated[bool, typer.Option("--by-format", help="另按文件格式分别统计。")] = False,
    by_document: Annotated[bool, typer.Option("--by-document", help="另按文件分别统计。")] = False,
    format: Annotated[
        Literal["text", "json", "markdown"],
        typer.Option(
            "--format", help="text：供人阅读；json：全部统计与差异；markdown：只用于 --seeded 的统计表。"
        ),
    ] = "text",
    min_f1: Annotated[
        float,
        typer.Option("--min-f1", metavar="F1", min=0, max=1, help="平均 F1（0 至 1）低于此值时以 1 退出。"),
    ] = 0.0,
) -> None:
    """评测：对照标准答案，给出抽取与发现的准确率、召回率与 F1。"""
    from perfeval import run
    from perfeval.evaluate import evaluate as measure
    from perfeval.evaluate import report
    from perfeval.outputs.jsonout import dumps

    if (seeded is None) == (not paths):
        _stop("给出要评测的 PATH，或者 --seeded N，两者之一")
    if seeded is not None:
        _evaluate_seeded(seeded, seed, format, min_f1, show=show)
    if format == "markdown":
        _stop("--format markdown 只用于 --seeded")
    scores, failed = measure(paths or [], run.verify_step(run.DEFAULT_STANDARD), complain=_complain)
    if not scores and not failed:
        _stop("没有找到旁边有 NAME.gold.json 的文件")
    if format == "json":
        _print([dumps(report.as_json(scores))])
    else:
        _print(list(report.lines(scores, show=show, by_format=by_format, by_document=by_document)))
    if failed:
        raise typer.Exit(run.EXIT_UNREADABLE)
    if report.overall_f1(report.totals(scores)) < min_f1:
        raise typer.Exit(run.EXIT_FOUND)


def _evaluate_seeded(count: int, seed: int, format: str, min_f1: float, *, show: bool) -> NoReturn:
    from perfeval import run
    from perfeval.evaluate import accuracy, report
    from perfeval.evaluate.seeded import outcomes
    from perfeval.outputs.jsonout import dumps

    step = _progress()
    found = outcomes(count, seed, progress=lambda done, total: step(f"{done}/{total}"))
    if format == "json":
        _print([dumps(accuracy.as_json(found))])
    elif format == "markdown":
        _print(list(accuracy.markdown(found, seed)))
    else:
        _print(list(accuracy.lines(found, show=show)))
    if any(outcome.failure for outcome in found):
        raise typer.Exit(run.EXIT_UNREADABLE)
    raise typer.Exit(run.EXIT_FOUND if report.overall_f1(accuracy.totals(found)) < min_f1 else run.EXIT_DONE)


def _codes(values: list[str] | None) -> list[str]:
    return [code.strip().upper() for value in values or () for code in value.split(",") if code.strip()]


def _complain(line: str) -> None:
    typer.echo(f"perfeval: {line}", err=True)


def _stop(message: str) -> NoReturn:
    for line in message.splitlines():
        _complain(line)
    raise typer.Exit(EXIT_USAGE)


def _progress() -> Callable[[str], None]:
    """Return what shows the file at work, on one line that erases itself; nothing off a terminal."""
    if not sys.stderr.isatty() or sys.stdout.isatty():
        return lambda _: None
    from perfeval.outputs.layout import clean

    seen = 0

    def show(name: str) -> None:
        nonlocal seen
        seen += 1
        sys.stderr.write(f"\r\x1b[K[{seen}] {clean(name)[-60:]}")
        sys.stderr.flush()

    return show


def _finish(code: int, journal: "Journal") -> NoReturn:
    if sys.stderr.isatty() and not sys.stdout.isatty():
        sys.stderr.write("\r\x1b[K")
    if not journal.names:
        _complain("没有找到可以读取的文件")
    raise typer.Exit(code)


def _print(lines: list[str]) -> None:
    _guard(lambda: print("\n".join(lines), flush=True))


def _write(chunks: Iterator[str], output: Path | None, paths: list[str], journal: "Journal") -> None:
    """Send *chunks* where the user wants them; end the program where that is refused."""
    from perfeval.outputs import target

    try:
        if output is None:
            _guard(lambda: target.to_stdout(chunks))
        else:
            target.check(output, paths)
            target.to_file(chunks, output, journal.names)
    except target.OutputRefused as error:
        _stop(str(error))


def _guard(write: Callable[[], None]) -> None:
    """Call *write*; leave without a word where the reader of standard output has gone (``| head``)."""
    try:
        write()
    except BrokenPipeError:
        import os

        # The interpreter would flush standard output once more on its way out and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(EXIT_PIPE) from None
