"""How far a batch is: a line that moves on a terminal, one line a minute elsewhere; a summary at the end."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from extractor.errors import Language
from perfeval.batch.ahead import Ahead
from perfeval.batch.ledger import Progress
from perfeval.outputs.words import SEVERITY, say

Tell = Callable[[Progress], None]
_EVERY = 60.0
_RECENT = 60.0
"""Seconds over which the rate is taken: what was slow an hour ago says nothing about now."""


class Rate:
    """Files a second over the last minute."""

    def __init__(self, now: float) -> None:
        self._seen: deque[tuple[float, int]] = deque([(now, 0)])

    def at(self, now: float, done: int) -> float:
        """Return the rate at *now*, when *done* files are done."""
        if now - self._seen[-1][0] >= 1:
            self._seen.append((now, done))
        while len(self._seen) > 1 and now - self._seen[1][0] >= _RECENT:
            self._seen.popleft()
        began, before = self._seen[0]
        return (done - before) / (now - began) if now > began else 0.0


@contextmanager
def shown(stream: TextIO, paths: Sequence[str] = (), language: Language = "zh") -> Iterator[Tell]:
    """Give what is told of every file done; it writes to *stream* how far the files at *paths* are."""
    ahead, rate = Ahead(paths), Rate(time.monotonic())

    def now(progress: Progress) -> str:
        return line(progress, rate.at(time.monotonic(), progress.done), ahead.total, language)

    if not stream.isatty():
        yield _lines(stream, now)
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    latest = Progress()

    def tell(progress: Progress) -> None:
        nonlocal latest
        latest = progress

    with Live(
        console=Console(file=stream),
        get_renderable=lambda: Text(now(latest), no_wrap=True, overflow="ellipsis"),
        refresh_per_second=2,
        transient=True,
    ):
        yield tell


def _lines(stream: TextIO, now: Callable[[Progress], str]) -> Tell:
    last = time.monotonic()

    def tell(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            stream.write(now(progress) + "\n")
            stream.flush()

    return tell


def line(progress: Progress, rate: float, total: int | None = None, language: Language = "zh") -> str:
    """Return how far the batch is, in one line; *rate* in files a second, *total* where it is known.

    Files are counted by their names ahead, and known by their contents when read: time left
    is told only while the first count holds.
    """
    done = progress.done
    known = total is not None and total >= max(done, progress.files)
    of = say(language, f"/约 {total}", f" of about {total}") if known else ""
    severities = say(language, "，", ", ").join(
        f"{say(language, *SEVERITY[name])} {number}"
        for name in SEVERITY
        if (number := progress.severities[name])
    )
    parts = [
        say(language, f"完成 {done}{of} 个", f"{done}{of} files done"),
        say(language, f"失败 {progress.failed} 个", f"{progress.failed} failed"),
        say(language, f"发现：{severities or '无'}", f"findings: {severities or 'none'}"),
        say(language, f"每秒 {rate:.1f} 个", f"{rate:.1f} files/s"),
    ]
    if known and total is not None and rate:
        parts.append(_left((total - done) / rate, language))
    return say(language, "；", "; ").join(parts)


def _left(seconds: float, language: Language) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return say(language, "剩余不到 1 分钟", "less than a minute left")
    if minutes < 120:
        return say(language, f"约剩 {minutes} 分钟", f"about {minutes} min left")
    return say(language, f"约剩 {minutes / 60:.1f} 小时", f"about {minutes / 60:.1f} h left")


def summary(progress: Progress, language: Language = "zh") -> Iterator[str]:
    """Yield the summary: files, reports, failures by cause, findings by rule."""
    yield say(
        language,
        f"文件：{progress.files} 个；核验 {progress.verified} 个，已有结果 {progress.known} 个，"
        f"失败 {progress.failed} 个",
        f"Files: {progress.files}; verified {progress.verified}, known {progress.known}, "
        f"failed {progress.failed}",
    )
    yield say(language, f"报告：{progress.reports} 份", f"Reports: {progress.reports}")
    titles = (
        say(language, "失败原因：", "Failures by cause:"),
        say(language, "各规则的发现：", "Findings by rule:"),
    )
    for title, counted in zip(titles, (progress.causes, progress.rules), strict=True):
        if counted:
            yield title
            yield from (f"  {name}  {number}" for name, number in sorted(counted.items()))
