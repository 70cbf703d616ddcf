"""Reading one stream out of an OLE compound file, the container of xls workbooks."""

import struct
from array import array
from typing import Final

from extractor.errors import UnreadableFile

_FREE: Final = 0xFFFFFFFA
"""Sector numbers from here on mean free, end of chain or the allocation table itself."""
_HEADER: Final = 512
_ENTRY: Final = 128
_NAMED_IN_HEADER: Final = 109


def stream(data: bytes, *names: str) -> bytes:
    """Return the first stream of *data* that has one of *names*, in their order.

    Raises :class:`~extractor.errors.UnreadableFile` where there is none or the chain of
    sectors is broken.
    """
    try:
        return _Compound(data).stream(names)
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFile("damaged", detail="OLE 容器结构不完整") from error


class _Compound:
    """The allocation tables of a compound file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or not 4 <= mini_shift < shift:
            raise ValueError("sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_table, _, extension, _ = struct.unpack_from("<5I", data, 56)
        self._table = self._allocation(extension)
        self._mini_table = _numbers(self._chain(mini_table))
        self._entries = self._chain(directory)
        self._mini: bytes | None = None

    def stream(self, names: tuple[str, ...]) -> bytes:
        found: dict[str, tuple[int, int]] = {}
        for offset in range(0, len(self._entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", self._entries, offset + 64)
            start, size = struct.unpack_from("<II", self._entries, offset + 116)
            name = self._entries[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == 5:
                self._mini = self._chain(start)[:size]
            elif kind == 2:
                found.setdefault(name, (start, size))
        for name in names:
            if name in found:
                return self._content(*found[name])
        raise ValueError("no such stream")

    def _content(self, start: int, size: int) -> bytes:
        if size >= self._cutoff or self._mini is None:
            return self._chain(start)[:size]
        pieces = []
        for sector in _walk(start, self._mini_table):
            begin = sector * self._mini_size
            pieces.append(self._mini[begin : begin + self._mini_size])
        return b"".join(pieces)[:size]

    def _allocation(self, extension: int) -> "array[int]":
        """Return the next sector of every sector."""
        sectors = list(struct.unpack_from(f"<{_NAMED_IN_HEADER}I", self._data, 76))
        seen = set()
        while extension < _FREE and extension not in seen:
            seen.add(extension)
            *more, extension = _numbers(self._sector(extension))
            sectors.extend(more)
        return _numbers(b"".join(self._sector(sector) for sector in sectors if sector < _FREE))

    def _sector(self, number: int) -> bytes:
        begin = _HEADER if self._size == _HEADER else self._size
        begin += number * self._size
        return self._data[begin : begin + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _walk(start, self._table)))


def _walk(start: int, table: "array[int]") -> list[int]:
    """Return the sectors of a chain; one that runs in a circle is broken."""
    sectors: list[int] = []
    while start < _FREE:
        sectors.append(start)
        if len(sectors) > len(table):
            raise ValueError("circular chain")
        start = table[start]
    return sectors


def _numbers(data: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(data[: len(data) // 4 * 4])
    return numbers
