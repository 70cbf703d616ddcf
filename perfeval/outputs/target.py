"""Where an output goes: standard output, or a file that appears whole or not at all."""

import os
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


class OutputRefused(Exception):
    """The output cannot or must not be written there; the message is for the user."""


def check(output: Path, inputs: Iterable[str]) -> None:
    """Raise :class:`OutputRefused` where *output* cannot be written or is one of the *inputs*."""
    if output.is_dir():
        raise OutputRefused(f"-o {output}：是一个文件夹，请给出文件名")
    if not output.parent.is_dir():
        raise OutputRefused(f"-o {output}：文件夹 {output.parent} 不存在")
    if output.exists():
        for name in inputs:
            with suppress(OSError, ValueError):
                if output.samefile(name):
                    raise OutputRefused(f"-o {output}：不能覆盖输入文件")


def to_stdout(chunks: Iterable[str]) -> None:
    """Write *chunks* to standard output as they come."""
    for chunk in chunks:
        sys.stdout.write(chunk)
    sys.stdout.flush()


def to_file(chunks: Iterable[str], output: Path, inputs: list[str]) -> bool:
    """Write *chunks* to *output*, replacing it only once everything is written.

    *inputs* may grow while *chunks* is consumed: it is looked at again before the file is
    replaced. Returns whether anything was written; without a single chunk *output* is left
    as it was. Raises :class:`OutputRefused`, also for a full disk or missing permission.
    """
    check(output, inputs)
    real = output.resolve()
    try:
        if output.exists() and not output.is_file():  # a pipe or a device cannot be replaced
            output.write_text("".join(chunks), encoding="utf-8", errors="backslashreplace")
            return True
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", newline="\n",
            dir=real.parent, prefix=f".{real.name}.", suffix=".part", delete=False,
        ) as stream:  # fmt: skip
            temporary = Path(stream.name)
            try:
                for chunk in chunks:
                    stream.write(chunk)
                written = stream.tell() > 0
                stream.close()
                check(output, inputs)
                if written:
                    _copy_mode(real, temporary)
                    temporary.replace(real)
            finally:
                temporary.unlink(missing_ok=True)
        return written
    except OSError as error:
        raise OutputRefused(f"-o {output}：无法写入（{error.strerror or error}）") from error


def _copy_mode(real: Path, temporary: Path) -> None:
    """Give the temporary file the mode *real* has, or would have had if opened plainly."""
    if real.exists():
        mode = real.stat().st_mode & 0o7777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)
