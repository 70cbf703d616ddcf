"""How the commands of ``cli.py`` speak: results, complaints, progress, exit codes."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from perfeval.run import Journal

EXIT_USAGE = 2
EXIT_PIPE = 141
"""What a shell reports for a program ended by SIGPIPE."""


def complain(line: str) -> None:
    """Say one line on standard error."""
    typer.echo(f"perfeval: {line}", err=True)


def stop(message: str) -> NoReturn:
    """End for wrong usage, with the lines of *message*."""
    for line in message.splitlines():
        complain(line)
    raise typer.Exit(EXIT_USAGE)


def progress() -> Callable[[str], None]:
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


def finish(code: int, journal: "Journal") -> NoReturn:
    """End with *code*, the progress line erased."""
    if sys.stderr.isatty() and not sys.stdout.isatty():
        sys.stderr.write("\r\x1b[K")
    if not journal.names:
        complain("没有找到可以读取的文件")
    raise typer.Exit(code)


def print_lines(lines: list[str]) -> None:
    """Write *lines* to standard output."""
    guard(lambda: print("\n".join(lines), flush=True))


def write(chunks: Iterator[str], output: Path | None, paths: list[str], journal: "Journal") -> None:
    """Send *chunks* where the user wants them; end the program where that is refused."""
    from perfeval.outputs import target

    try:
        if output is None:
            guard(lambda: target.to_stdout(chunks))
        else:
            target.check(output, paths)
            target.to_file(chunks, output, journal.names)
    except target.OutputRefused as error:
        stop(str(error))


def guard(action: Callable[[], None]) -> None:
    """Call *action*; leave without a word where the reader of standard output has gone (``| head``)."""
    try:
        action()
    except BrokenPipeError:
        import os

        # The interpreter would flush standard output once more on its way out and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(EXIT_PIPE) from None
