"""``perfeval archive``: read what the store holds."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from perfeval.commands.options import Command, Group
from perfeval.commands.output import stop

if TYPE_CHECKING:
    from sqlalchemy import Connection

Store = Annotated[
    str,
    typer.Option(
        "--store", metavar="URL", help="SQLite 文件的路径，或 postgresql:// 地址。", show_default=False
    ),
]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="text：供人阅读；json：全部字段。")]
Year = Annotated[int | None, typer.Option("--year", metavar="YYYY", help="评价年度。", show_default=False)]
Organization = Annotated[
    str | None,
    typer.Option("--organization", metavar="TEXT", help="单位名称里的字。", show_default=False),
]
Kind = Annotated[
    Literal["department_report", "department_form", "project_report", "project_form"] | None,
    typer.Option("--kind", help="报告还是自评表，部门还是项目。", show_default=False),
]
Grade = Annotated[
    str | None, typer.Option("--grade", metavar="LABEL", help="报告自己写明的等级。", show_default=False)
]
Rule = Annotated[
    str | None,
    typer.Option("--rule", metavar="CODE", help="有这条规则的发现；也可以是编号的开头。", show_default=False),
]
Severity = Annotated[
    Literal["critical", "error", "warning", "info"] | None,
    typer.Option("--severity", help="有这一级别或更重的发现。", show_default=False),
]

group = typer.Typer(
    cls=Group, help="查询库：清单、一份报告的全文、统计、导出。", no_args_is_help=True,
    add_completion=False, rich_markup_mode=None,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    app.add_typer(group, name="archive")


@group.command(name="list", cls=Command)
def list_(
    store: Store,
    format: Format = "text",
    year: Year = None,
    organization: Organization = None,
    kind: Kind = None,
    grade: Grade = None,
    rule: Rule = None,
    severity: Severity = None,
) -> None:
    """清单：每份报告一行，按单位、年度、项目排列。"""
    from perfeval.archive.query import Filter, listed
    from perfeval.archive.text import list_lines
    from perfeval.outputs.jsonout import dumps

    wanted = Filter(year, organization, kind, grade, rule, severity)
    with _reading(store) as connection:
        rows = listed(connection, wanted)
        if format == "json":
            _write(dumps(row, indent=None) + "\n" for row in rows)
        else:
            _write(line + "\n" for line in list_lines(rows))


@group.command(cls=Command)
def show(
    identity: Annotated[
        str, typer.Argument(metavar="ID", help="清单里的编号，或它的开头。", show_default=False)
    ],
    store: Store,
    format: Format = "text",
) -> None:
    """一份报告的全文：出处、抽取的记录、复算、发现。"""
    from perfeval.archive.report import NotOne, shown
    from perfeval.outputs.jsonout import record_json
    from perfeval.outputs.layout import style_for
    from perfeval.outputs.text import file_lines

    with _reading(store) as connection:
        try:
            report = shown(connection, identity)
        except NotOne as error:
            stop(str(error))
    if format == "json":
        _write([record_json(report.verification) + "\n"])
    else:
        _write(f"出处 {place}\n" for place in report.places)
        _write(f"{line}\n" for line in file_lines(report.verification, style_for(sys.stdout)))


@group.command(cls=Command)
def stats(
    store: Store,
    format: Format = "text",
    year: Year = None,
    organization: Organization = None,
    kind: Kind = None,
    grade: Grade = None,
    rule: Rule = None,
    severity: Severity = None,
) -> None:
    """统计：执行率、得分与等级的分布，各规则、各单位的发现。"""
    from perfeval.archive.query import Filter
    from perfeval.archive.stats import statistics
    from perfeval.archive.text import statistics_lines
    from perfeval.outputs.jsonout import dumps

    with _reading(store) as connection:
        found = statistics(connection, Filter(year, organization, kind, grade, rule, severity))
    _write([dumps(found) + "\n"] if format == "json" else [f"{line}\n" for line in statistics_lines(found)])


@group.command(cls=Command)
def export(
    store: Store,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="目标文件；格式由后缀决定：xlsx、csv、jsonl、parquet。",
            show_default=False,
        ),
    ],
    table: Annotated[
        Literal["files", "reports", "budgets", "rates", "indicators", "changes", "findings"],
        typer.Option("--table", help="导出哪一张表。"),
    ] = "findings",
    year: Year = None,
    organization: Organization = None,
    kind: Kind = None,
    grade: Grade = None,
    rule: Rule = None,
    severity: Severity = None,
) -> None:
    """导出一张表；各行有固定的次序，内容相同的库导出相同的文件。"""
    from perfeval.archive.export import ExportRefused
    from perfeval.archive.export import export as write
    from perfeval.archive.query import Filter

    wanted = Filter(year, organization, kind, grade, rule, severity)
    with _reading(store) as connection:
        try:
            write(connection, table, wanted, output)
        except ExportRefused as error:
            stop(f"{output}：{error}")
        except OSError as error:
            stop(f"{output}：{error.strerror}")


@contextmanager
def _reading(store: str) -> "Iterator[Connection]":
    from perfeval.store.store import Store as Opened
    from perfeval.store.store import StoreError

    try:
        with closing(Opened.open(store)) as opened, opened.reading() as connection:
            yield connection
    except StoreError as error:
        stop(str(error))


def _write(chunks: "Iterable[str]") -> None:
    from perfeval.outputs import target

    target.to_stdout(chunks)
