"""A collection as a province's bureaus send it in: zips of departments in zips of cities, names in GBK.

The same number and seed give the same bytes. One file in fifty is broken or hostile.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpora.seeded import documents

BROKEN = 50
"""Every so many-th file is broken."""
_OF_DEPARTMENT = 25
_OF_CITY = 20
_WITH_ERROR = 3
"""Every so many-th document has an error planted."""
_STAMP = (2026, 3, 31, 17, 30, 0)
_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Collection:
    """The top folder, and of every file in it the place it must be found at and whether it is broken."""

    folder: Path
    places: Mapping[str, bool]


class _GbkInfo(zipfile.ZipInfo):
    """An entry as a Chinese Windows writes it: the name in GBK, without the flag for UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's own name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def zipped(files: Mapping[str, bytes], *, deflate: bool = False) -> bytes:
    """Return a zip of *files*, their names in GBK."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            info = _GbkInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
            archive.writestr(info, data)
    return packed.getvalue()


def document(number: int, seed: int) -> tuple[str, bytes]:
    """Return the suffix and the bytes of document *number*."""
    if number % _WITH_ERROR:
        made = documents.clean(number, seed)
    else:
        _, made = documents.with_error(number, seed, number // _WITH_ERROR % len(documents.ways()))
    return made.format, documents.render(made)


def make(folder: Path, number: int, seed: int = 1, workers: int = 2) -> Collection:
    """Write a collection of *number* files to *folder*: one zip a city, in it one a department."""
    starts = range(0, number, _OF_DEPARTMENT)
    places: dict[str, bool] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(workers) as pool:
        made = pool.map(partial(_department, number=number, seed=seed), starts)
        for city, _ in enumerate(starts[::_OF_CITY]):
            path = folder / f"第{city + 1}市.zip"
            inner = {}
            for place, (name, data, files) in enumerate(made, 1):
                inner[name] = data
                places |= {f"{path}!/{name}!/{file}": broken for file, broken in files.items()}
                if place == _OF_CITY:
                    break
            path.write_bytes(zipped(inner))
    return Collection(folder, places)


def _department(start: int, *, number: int, seed: int) -> tuple[str, bytes, dict[str, bool]]:
    """Return one department's zip: its name, its bytes, and which of its files are broken."""
    files: dict[str, bytes] = {}
    broken: dict[str, bool] = {}
    for each in range(start, min(start + _OF_DEPARTMENT, number)):
        suffix, data = document(each, seed)
        hurt = each % BROKEN == BROKEN - 1
        if hurt:
            suffix, data = _BREAKS[each // BROKEN % len(_BREAKS)](data)
        name = f"{2025 - each % 2}年度/绩效自评{each:05}.{suffix}"
        files[name], broken[name] = data, hurt
    return f"部门{start // _OF_DEPARTMENT + 1:04}.zip", zipped(files, deflate=True), broken


def _word(body: bytes, doctype: bytes = b"") -> bytes:
    """Return the least docx that is one, with *body* as its text."""
    namespace = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = b"http://schemas.openxmlformats.org/package/2006"
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return zipped(
        {
            "[Content_Types].xml": b'<Types xmlns="%s/content-types"><Override PartName="/word/document.xml"'
            b' ContentType="%s"/></Types>' % (package, kind),
            "_rels/.rels": b'<Relationships xmlns="%s/relationships"><Relationship Id="r1" Type="%s"'
            b' Target="word/document.xml"/></Relationships>' % (package, office),
            "word/document.xml": b'<?xml version="1.0"?>%s<w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>%s'
            b"</w:t></w:r></w:p></w:body></w:document>" % (doctype, namespace, body),
        },
        deflate=True,
    )


def _expanding() -> bytes:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10 if n else b"a") for n in range(9))
    return _word(b"&e8;", b"<!DOCTYPE d [" + levels + b"]>")


_BREAKS: tuple[Callable[[bytes], tuple[str, bytes]], ...] = (
    lambda data: ("docx", data[:200]),
    lambda data: ("docx", b"\xff\xd8\xff\xe0\0\x10JFIF" + data[::-1]),
    lambda data: ("pdf", b"%PDF-1.7\n" + data[: len(data) // 2][::-1]),
    lambda data: ("xlsx", b"PK\x03\x04" + data[::-1]),
    lambda _: ("docx", _expanding()),
    lambda _: ("docx", _word(b"&f;", b'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]>')),
    lambda _: ("docx", _word(b" " * (64 * _MEBIBYTE))),
    lambda data: ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data[:3000]),
    lambda data: ("html", b"<div>" * 100_000 + data[:10]),
    lambda data: ("txt", b"\0" * 4096 + data[:64]),
)
"""What comes in a real stack and cannot be read; each must end as a failure with its cause."""
