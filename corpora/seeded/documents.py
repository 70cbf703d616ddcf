"""Seeded documents one by one: which kind, which format, which error, and the bytes of the file.

Document *number* of a *seed* is always the same, whatever was made before it, so that
documents can be made by several processes in any order.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from random import Random
from typing import Any

from corpora.generate.source import Block, Source
from corpora.seeded import forms, narrative, truth
from corpora.seeded.inject import INJECTIONS, Injection
from corpora.seeded.plan import Kind, Piece, Plan, Planted, Seeded

FORMATS: dict[str, tuple[str, ...]] = {
    "form": ("docx", "xlsx", "pdf", "html"),
    "report": ("docx", "pdf", "html", "txt"),
    "pair": ("docx", "pdf", "html"),
}
"""The formats a form, a narrative, and a narrative with its form come in."""
_WRITERS = {"docx": "word", "pdf": "page", "html": "web", "txt": "text", "xlsx": "forms.sheet"}
_KINDS: tuple[Kind, ...] = ("project_form", "department_report", "project_report", "department_form")
_ATTEMPTS = 60
"""How many plans are made before an error that fits none of them is given up."""


class NotPlanted(ValueError):
    """No way of planting an error was found for a document."""


def ways() -> list[Injection]:
    """Return every way of every rule, one way a rule first, so that few documents reach all rules."""
    depth = max(map(len, INJECTIONS.values()))
    return [
        injections[place]
        for place in range(depth)
        for injections in INJECTIONS.values()
        if place < len(injections)
    ]


def clean(number: int, seed: int) -> Seeded:
    """Return document *number* of *seed* without any error."""
    rng = Random(f"{seed}/clean/{number}")
    shape = rng.choice(("form", "form", "form", "report", "report", "report", "pair"))
    if shape == "pair":
        return _document(f"c{number:05}", shape, truth.pair(number, rng), rng)
    kind = rng.choice([kind for kind in _KINDS if kind.endswith(shape)])
    return _document(f"c{number:05}", shape, (truth.make(number, kind, rng),), rng)


def with_error(number: int, seed: int, way: int) -> tuple[Injection, Seeded]:
    """Return document *number* of *seed* with one error, planted in way *way* of :func:`ways`.

    A way that fits none of the plans made for it gives place to the next one.
    """
    known = ways()
    for place in range(way, way + len(known)):
        injection = known[place % len(known)]
        document = _planted(number, seed, injection)
        if document is not None:
            return injection, document
    raise NotPlanted(f"document {number} of seed {seed}")


def _planted(number: int, seed: int, injection: Injection) -> Seeded | None:
    rng = Random(f"{seed}/{injection.code}/{injection.name}/{number}")
    for _ in range(_ATTEMPTS):
        kind = rng.choice(injection.kinds)
        plans: tuple[Plan, ...]
        if kind == "pair":
            plans = truth.pair(number, rng, injection.needs)
        else:
            plans = (truth.make(number, kind, rng, injection.needs),)
        planted = injection.plant(plans, rng)
        if planted is not None:
            shape = "pair" if kind == "pair" else kind.rpartition("_")[2]
            return _document(f"e{number:05}", shape, plans, rng, planted)
    return None


def render(document: Seeded) -> bytes:
    """Return the bytes of the file."""
    source = Source(document.id, (document.options,), tuple(document.blocks))
    writer = import_module(f"corpora.generate.{_WRITERS[document.format]}")
    rendered: bytes = writer.render(source, document.options)
    return rendered


def gold(document: Seeded) -> dict[str, Any]:
    """Return what a gold file of the document would hold."""
    planted = document.planted
    must = [{"code": planted.code, "near": planted.near}] if planted else []
    return {
        "id": document.id,
        "reports": document.reports,
        "findings": {"must": must, "may": list(planted.may) if planted else []},
    }


def _document(
    name: str, shape: str, plans: Sequence[Plan], rng: Random, planted: Planted | None = None
) -> Seeded:
    format = rng.choice(FORMATS[shape])
    pieces = [_written(plan, rng) for plan in plans]
    return Seeded(
        name, format, _options(format, shape, rng), list(_joined(pieces)),
        [piece.gold for piece in pieces], planted,
    )  # fmt: skip


def _written(plan: Plan, rng: Random) -> Piece:
    write = forms.write if plan.kind.endswith("form") else narrative.write
    return write(plan, rng)


def _joined(pieces: Sequence[Piece]) -> Iterator[Block]:
    for place, piece in enumerate(pieces):
        if place:
            yield Block("break")
        yield from piece.blocks


def _options(format: str, shape: str, rng: Random) -> dict[str, Any]:
    """Return how a file of the format is written: what word processors, printers and sites do to a text."""
    options: dict[str, Any] = {"as": format}
    if format == "docx":
        options |= {"split": rng.random() < 0.4, "headings": rng.random() < 0.3}
    elif format == "pdf":
        options |= {"font": "cid", "size": rng.choice((9, 10)) if shape == "form" else rng.choice((11, 12))}
        options |= {"landscape": shape != "report" and rng.random() < 0.6, "footer": "— {page} —"}
    elif format == "html":
        options |= {"residue": rng.random() < 0.3}
    elif format == "txt":
        options |= {"encoding": rng.choice(("utf-8", "utf-8", "gb18030")), "indent": rng.choice(("", "　　"))}
    return options
