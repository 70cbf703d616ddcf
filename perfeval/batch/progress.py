"""How far a batch is: a line that moves on a terminal, one line a minute elsewhere; a summary at the end."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from extractor.errors import Language
from perfeval.batch.run import Progress

Tell = Callable[[Progress], None]
_EVERY = 60.0


@contextmanager
def shown(stream: TextIO, language: Language = "zh") -> Iterator[Tell]:
    """Give what is told of every file done; it writes to *stream*."""
    if not stream.isatty():
        yield _lines(stream, language)
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    began = time.monotonic()
    with Live(console=Console(file=stream), refresh_per_second=4, transient=True) as live:
        yield lambda progress: live.update(Text(line(progress, time.monotonic() - began, language)))


def _lines(stream: TextIO, language: Language) -> Tell:
    began = last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _EVERY:
            last = now
            stream.write(line(progress, now - began, language) + "\n")
            stream.flush()

    return tell


def line(progress: Progress, seconds: float, language: Language = "zh") -> str:
    """Return how far the batch is, in one line."""
    rate = progress.done / seconds if seconds else 0.0
    alarming = progress.severities["critical"] + progress.severities["error"]
    if language == "en":
        return (
            f"{progress.done} of {progress.files} files found so far, {progress.failed} failed, "
            f"{progress.reports} reports, {alarming} errors, {rate:.1f} files/s"
        )
    return (
        f"已找到 {progress.files} 个文件，处理 {progress.done} 个，失败 {progress.failed} 个，"
        f"报告 {progress.reports} 份，错误以上的发现 {alarming} 条，每秒 {rate:.1f} 个"
    )


def summary(progress: Progress, language: Language = "zh") -> Iterator[str]:
    """Yield the summary: files, reports, failures by cause, findings by rule."""
    if language == "en":
        yield (
            f"Files: {progress.files}; verified {progress.verified}, known {progress.known}, "
            f"failed {progress.failed}"
        )
        yield f"Reports: {progress.reports}"
        titles = ("Failures by cause", "Findings by rule")
    else:
        yield (
            f"文件：{progress.files} 个；核验 {progress.verified} 个，已有结果 {progress.known} 个，"
            f"失败 {progress.failed} 个"
        )
        yield f"报告：{progress.reports} 份"
        titles = ("失败原因", "各规则的发现")
    for title, counted in zip(titles, (progress.causes, progress.rules), strict=True):
        if counted:
            yield f"{title}："
            yield from (f"  {name}  {number}" for name, number in sorted(counted.items()))
