"""Ways to break a file: bytes, lengths, parts of containers, directory entries, objects, elements."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

from extractor.zips import ZIP_ERRORS

Way = Callable[[random.Random, bytes], bytes]

_NUMBERS = (b"0", b"-1", b"65536", b"2147483647", b"4294967295", b"99999999999999999999", b"NaN", b"")
_TAG = re.compile(rb"<[^<>]{1,400}>")
_ATTRIBUTE = re.compile(rb'="([^"<>]{0,80})"')
_PDF_NUMBER = re.compile(rb"(?<=[ \[/])\d{1,8}(?=[ \]/\r\n])")
_PDF_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)


def flip(rng: random.Random, data: bytes) -> bytes:
    """Flip up to sixteen bits."""
    broken = bytearray(data or b"\0")
    for _ in range(rng.randint(1, 16)):
        broken[rng.randrange(len(broken))] ^= 1 << rng.randrange(8)
    return bytes(broken)


def truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def splice(rng: random.Random, data: bytes) -> bytes:
    """Overwrite, repeat or cut out a piece."""
    start = rng.randrange(len(data) + 1)
    piece = data[start : start + rng.randint(1, 400)]
    new = rng.choice((b"", piece * rng.randint(2, 8), rng.randbytes(len(piece)), b"\0" * len(piece)))
    return data[:start] + new + data[start + len(piece) :]


def directory(rng: random.Random, data: bytes) -> bytes:
    """Change a byte of a zip's central directory or of a local header."""
    places = [match.start() for match in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    if not places:
        return flip(rng, data)
    broken = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        place = rng.choice(places) + rng.randrange(4, 46)
        if place < len(broken):
            broken[place] = rng.randrange(256)
    return bytes(broken)


def part(rng: random.Random, data: bytes) -> bytes:
    """Edit one part of a docx, xlsx or ods and pack it again."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except ZIP_ERRORS:
        return flip(rng, data)
    name = rng.choice(sorted(parts))
    action = rng.random()
    if action < 0.1:
        del parts[name]
    elif action < 0.2:
        parts[name] = rng.choice((flip, truncate, splice))(rng, parts[name] or b"\0")
    else:
        for _ in range(rng.randint(1, 4)):
            parts[name] = markup(rng, parts[name])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return packed.getvalue()


def markup(rng: random.Random, data: bytes) -> bytes:
    """Edit an element or an attribute of XML or HTML."""
    if rng.random() < 0.5 and (values := list(_ATTRIBUTE.finditer(data))):
        start, end = rng.choice(values).span(1)
        value = rng.choice((*_NUMBERS, rng.choice(values)[1], "报".encode() * 300))
        return data[:start] + value + data[end:]
    tags = list(_TAG.finditer(data))
    if not tags:
        return splice(rng, data) if data else data
    start, end = rng.choice(tags).span()
    other = rng.choice(tags)
    new = rng.choice((b"", data[start:end] * 2, other[0], data[start : other.end()]))
    return data[:start] + new[:20_000] + data[end:]


def objects(rng: random.Random, data: bytes) -> bytes:
    """Edit numbers, objects or a compressed stream of a PDF."""
    action = rng.random()
    if action < 0.4 and (numbers := list(_PDF_NUMBER.finditer(data))):
        start, end = rng.choice(numbers).span()
        return data[:start] + rng.choice(_NUMBERS) + data[end:]
    found = list(_PDF_OBJECT.finditer(data))
    if not found:
        return splice(rng, data)
    start, end = rng.choice(found).span()
    whole = data[start:end]
    if action < 0.6:
        return data[:start] + rng.choice(found)[0] + data[end:]
    head, mark, rest = whole.partition(b"stream\n")
    if not mark:
        return data[:start] + splice(rng, whole) + data[end:]
    try:
        content = zlib.decompress(rest)
    except zlib.error:
        return data[:start] + head + mark + flip(rng, rest) + data[end:]
    packed = zlib.compress(splice(rng, content or b"\0"))
    return data[:start] + head + mark + packed + b"\nendstream\nendobj" + data[end:]


_ANY: tuple[Way, ...] = (flip, truncate, splice)
_OWN: tuple[tuple[bytes, tuple[Way, ...]], ...] = (
    (b"PK", (part, part, part, directory)),
    (b"%PDF", (objects, objects, objects)),
    (b"<", (markup, markup)),
)


def mutate(rng: random.Random, data: bytes) -> tuple[str, bytes]:
    """Return the way taken and the broken file."""
    own = next((ways for magic, ways in _OWN if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(magic)), ())
    way = rng.choice((*_ANY, *own))
    return way.__name__, way(rng, data)
