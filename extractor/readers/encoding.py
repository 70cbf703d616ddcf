"""Bytes to text: byte order marks, UTF-8, UTF-16 without a mark, GB18030, Big5.

Chinese office text arrives in any of these, and several of them decode almost any bytes
without complaint. So a candidate has to be strict, and where UTF-8 is not certain, the
one wins whose characters are those in daily use.
"""

import codecs
from functools import cache
from typing import NamedTuple

from extractor.errors import UnreadableFile

_BOMS: tuple[tuple[bytes, str], ...] = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CANDIDATES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
_ALIASES = {
    # Pages that declare GB 2312 use characters of its supersets all the time.
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "gb18030": "gb18030", "hz-gb-2312": "hz", "utf8": "utf-8", "utf-8": "utf-8",
    "unicode": "utf-8", "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
    "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
}  # fmt: skip
_PLAUSIBLE = 0.6
"""Share of daily-use characters below which decoded text is taken for an accident."""
_SAMPLE = 20_000


class Decoded(NamedTuple):
    """Decoded text without its byte order mark, and the codec that gave it."""

    text: str
    encoding: str


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Return the text of *data*; *declared* is an encoding label found inside the file.

    A byte order mark is believed before the label, the label before guessing, and a
    label only where the text it gives is plausible. Raises
    :class:`~extractor.errors.UnreadableFile` naming the first byte that fits nowhere.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise _damaged(len(mark) + error.start) from None
    if declared and (encoding := _ALIASES.get(declared.strip().lower(), "")):
        text = _attempt(data, encoding)
        if isinstance(text, str) and plausibility(text) >= _PLAUSIBLE:
            return Decoded(text, encoding)
    furthest = 0
    best: Decoded | None = None
    best_share = 0.0
    for encoding in _CANDIDATES:
        if encoding.startswith("utf-16") and len(data) % 2:
            continue
        text = _attempt(data, encoding)
        if isinstance(text, int):
            furthest = max(furthest, text) if not encoding.startswith("utf-16") else furthest
            continue
        if encoding == "utf-8" and "\0" not in text:
            return Decoded(text, encoding)
        share = plausibility(text)
        if share > best_share:
            best, best_share = Decoded(text, encoding), share
    if best is None or best_share < _PLAUSIBLE:
        raise _damaged(furthest)
    return best


def decode_head(head: bytes) -> str | None:
    """Return the text at the beginning of a file, or ``None`` where it is not text.

    *head* may end in the middle of a character. Text that only fails further on is for
    :func:`decode` to complain about.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore")
    best: str | None = None
    best_share = _PLAUSIBLE
    for encoding in _CANDIDATES:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        try:
            text = decoder.decode(head)
        except UnicodeDecodeError:
            continue
        share = plausibility(text)
        if encoding == "utf-8" and share > 0.9:
            return text
        if share > best_share:
            best, best_share = text, share
    return best


def looks_binary(head: bytes) -> bool:
    """Return whether *head* holds too many control bytes to be text with a blemish."""
    if not head:
        return False
    controls = sum(head.count(byte) for byte in (*range(0x09), *range(0x0E, 0x20), 0x7F))
    return controls * 20 > len(head)


def plausibility(text: str) -> float:
    """Return the share, 0 to 1, of daily-use characters among those beyond plain ASCII."""
    sample = text[:_SAMPLE]
    daily = _daily_use()
    good = bad = 0
    for character in sample:
        if character in daily:
            good += 1
        elif not " " <= character <= "~" and character not in "\t\n\r\f\v":
            bad += 1
    return good / (good + bad) if good + bad else 1.0


def _attempt(data: bytes, encoding: str) -> str | int:
    """Return the decoded text, or the offset of the first byte that does not decode."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start


def _damaged(offset: int) -> UnreadableFile:
    return UnreadableFile("damaged", place=f"第 {offset + 1} 字节", detail="文字编码无法识别")


@cache
def _daily_use() -> frozenset[str]:
    """Return the symbols and first-level characters of GB 2312 and of Big5.

    The second levels hold the rare characters that misread bytes turn into.
    """
    simplified = bytes(
        byte
        for lead in (*range(0xA1, 0xAA), *range(0xB0, 0xD8))
        for trail in range(0xA1, 0xFF)
        for byte in (lead, trail)
    )
    traditional = bytes(
        byte
        for lead in range(0xA4, 0xC7)
        for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))
        for byte in (lead, trail)
    )
    return frozenset(
        simplified.decode("gbk", "ignore")
        + traditional.decode("big5", "ignore")
        + "\u00a0\u00ad\u200b\u200c\u200d\u2028\u2029\ufeff•–—‘’“”≤≥≦≧²³㎡㎞㎏√☑☐□■▲△★☆①②③"
    )
