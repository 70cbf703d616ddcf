"""``perfeval evaluate``: how good extraction and findings are."""

from typing import Annotated, Literal, NoReturn

import typer

from perfeval.commands.options import Command
from perfeval.commands.output import complain, print_lines, progress, stop


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=Command)(evaluate)


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
        stop("给出要评测的 PATH，或者 --seeded N，两者之一")
    if seeded is not None:
        _evaluate_seeded(seeded, seed, format, min_f1, show=show)
    if format == "markdown":
        stop("--format markdown 只用于 --seeded")
    scores, failed = measure(paths or [], run.verify_step(run.DEFAULT_STANDARD), complain=complain)
    if not scores and not failed:
        stop("没有找到旁边有 NAME.gold.json 的文件")
    if format == "json":
        print_lines([dumps(report.as_json(scores))])
    else:
        print_lines(list(report.lines(scores, show=show, by_format=by_format, by_document=by_document)))
    if failed:
        raise typer.Exit(run.EXIT_UNREADABLE)
    if report.overall_f1(report.totals(scores)) < min_f1:
        raise typer.Exit(run.EXIT_FOUND)


def _evaluate_seeded(count: int, seed: int, format: str, min_f1: float, *, show: bool) -> NoReturn:
    from perfeval import run
    from perfeval.evaluate import accuracy, report
    from perfeval.evaluate.seeded import outcomes
    from perfeval.outputs.jsonout import dumps

    step = progress()
    found = outcomes(count, seed, progress=lambda done, total: step(f"{done}/{total}"))
    if format == "json":
        print_lines([dumps(accuracy.as_json(found))])
    elif format == "markdown":
        print_lines(list(accuracy.markdown(found, seed)))
    else:
        print_lines(list(accuracy.lines(found, show=show)))
    if any(outcome.failure for outcome in found):
        raise typer.Exit(run.EXIT_UNREADABLE)
    raise typer.Exit(run.EXIT_FOUND if report.overall_f1(accuracy.totals(found)) < min_f1 else run.EXIT_DONE)
