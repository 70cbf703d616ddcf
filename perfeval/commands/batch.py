"""``perfeval batch``: thousands of files into a store."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from perfeval.commands.options import Command, Ignore, Select
from perfeval.commands.output import complain, stop

EXIT_UNREADABLE = 3
EXIT_INTERRUPTED = 130
_MEGABYTE = 1 << 20
_OVER_ALL = "ARC"
"""The family of rules that compare the reports of the whole store."""
_INTERRUPTED = {"zh": "已中断", "en": "interrupted"}
_GO_ON = {
    "zh": "；已完成的结果都在库中，再次运行同一命令接着做",
    "en": "; finished results are in the store, run the same command again to go on",
}


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(cls=Command)(batch)


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="文件、文件夹（逐层查找）、压缩包（zip、tar、7z、rar）或网址（s3://、http://）；"
            "- 从标准输入读取清单。",
            show_default=False,
        ),
    ],
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="URL", help="SQLite 文件的路径，或 postgresql:// 地址。", show_default=False
        ),
    ],
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", min=1, help="进程数；缺省与处理器数相同。", show_default=False
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDR",
            help="dask 调度器的地址，例如 tcp://10.0.0.5:8786。",
            show_default=False,
        ),
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="上次失败的文件再试一次。")] = False,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE.csv",
            help="应报名单（带表头的 CSV，列：单位、年度、项目）；缺报的记为 ARC704。",
            show_default=False,
        ),
    ] = None,
    standard: Annotated[
        str, typer.Option("--standard", metavar="NAME", help="评分标准的名称，或一个 .toml 文件。")
    ] = "auto",
    select: Select = None,
    ignore: Ignore = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="一个文件最多用多少秒。")
    ] = 120,
    memory: Annotated[
        int, typer.Option("--memory", metavar="MB", min=256, help="一个进程最多用多少 MB 内存。")
    ] = 2048,
    lang: Annotated[Literal["zh", "en"], typer.Option("--lang", help="消息的语言。")] = "zh",
) -> None:
    """批量：核验成千上万个文件并写入库；随时可以中断，再次运行接着做。"""
    from perfeval.batch.forking import begin

    if scheduler is None:
        begin()
    from perfeval.archive.examine import examine, load, roster_of
    from perfeval.batch.progress import shown, summary
    from perfeval.batch.remote import found as files
    from perfeval.batch.run import run
    from perfeval.batch.start import BatchRefused, started
    from perfeval.batch.work import Settings, content_of
    from perfeval.batch.worker import NoWorker
    from perfeval.rules.archive.roster import BadRoster
    from perfeval.run import UnknownName
    from perfeval.store.store import StoreError

    try:
        settings = Settings(
            standard, _codes("--select", select), _codes("--ignore", ignore), lang,
            standard_sha256=content_of(standard),
        )  # fmt: skip
        if roster:
            roster_of(roster)
        with _ended_by_sigterm(), started(
            store, settings, workers=workers or os.cpu_count() or 1, scheduler=scheduler,
            seconds=timeout, memory=memory * _MEGABYTE,
        ) as (opened, pool), shown(sys.stderr, paths, lang) as tell:  # fmt: skip
            load()
            found = files(paths, settings.limits, sys.stdin)
            progress = run(
                found, opened, pool, settings, seconds=timeout, retry_failed=retry_failed, tell=tell
            )
            progress.rules.update(examine(opened, roster, language=lang))
    except (BatchRefused, BadRoster, UnknownName) as error:
        stop(str(error))
    except NoWorker as error:
        complain(f"{error}{_GO_ON[lang]}")
        raise typer.Exit(EXIT_UNREADABLE) from None
    except StoreError as error:
        complain(str(error))
        raise typer.Exit(EXIT_UNREADABLE) from None
    except KeyboardInterrupt:
        complain(_INTERRUPTED[lang] + _GO_ON[lang])
        raise typer.Exit(EXIT_INTERRUPTED) from None
    for line in summary(progress, lang):
        typer.echo(line)
    if not progress.files:
        complain("没有找到可以读取的文件")
    if progress.failed or not progress.files:
        raise typer.Exit(EXIT_UNREADABLE)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let a request to end be what Ctrl-C is, so that what is finished gets written."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _codes(option: str, values: list[str] | None) -> tuple[str, ...]:
    """Return the codes given, so that equal choices are equal settings."""
    from perfeval.checks import given_codes
    from perfeval.run import UnknownName

    codes = tuple(sorted(set(given_codes(option, values))))
    if any(code.startswith(_OVER_ALL) for code in codes):
        raise UnknownName(f"{option} 选择核验单个文件的规则；{_OVER_ALL} 各条总是对整个库运行，请去掉")
    return codes
