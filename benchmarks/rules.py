"""How a document's time is spent: reading, extraction, recomputation, rules, output.

Measured in one run over the reports and forms of the corpus, by format. The time is that
of this process alone, and each stage's the median of its rounds, since a stage of a small
file is over within a few milliseconds.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

FORMATS = ("docx", "xlsx", "pdf", "html")
MOST = 20
"""The share of the time, in percent, that all rules together may take."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The seconds of every stage over all files of a format."""

    format: str
    files: int
    reading: float
    extraction: float
    recomputation: float
    rules: float
    output: float

    @property
    def whole(self) -> float:
        """The seconds of all stages."""
        return self.reading + self.extraction + self.recomputation + self.rules + self.output

    def share(self, seconds: float) -> float:
        """Return what part of the whole *seconds* are, in percent."""
        return 100 * seconds / self.whole

    @property
    def stages(self) -> str:
        """The milliseconds of each stage, written out."""
        named = (
            ("读取", self.reading),
            ("抽取", self.extraction),
            ("复算", self.recomputation),
            ("规则", self.rules),
            ("输出", self.output),
        )
        return "、".join(f"{name} {seconds * 1000:.0f}" for name, seconds in named) + " ms"

    @property
    def shown(self) -> str:
        """The share of the rules, and with the recomputation they look at."""
        return f"{self.share(self.rules):.1f}%（连复算 {self.share(self.recomputation + self.rules):.1f}%）"

    @property
    def met(self) -> bool:
        """Whether the rules take no more than they may."""
        return self.share(self.rules) <= MOST


def spent(folders: tuple[Path, ...], forget: Callable[[], None], rounds: int) -> Iterator[Spent]:
    """Yield what the files of each format in *folders* take; *forget* runs before every one."""
    for each in FORMATS:
        paths = sorted(path for folder in folders for path in folder.glob(f"*.{each}"))
        _stages(paths[0])
        seconds = [0.0] * 5
        for path in paths:
            measured = []
            for _ in range(rounds):
                forget()
                measured.append(_stages(path))
            medians = map(statistics.median, zip(*measured, strict=True))
            seconds = [sum(pair) for pair in zip(seconds, medians, strict=True)]
        yield Spent(each, len(paths), *seconds)


def _stages(path: Path) -> tuple[float, ...]:
    """Return the seconds of each stage for one file.

    The rules' are those of a verification less the recomputation, which it begins with.
    """
    from extractor.extract import extract
    from extractor.memory import collection_paused
    from extractor.readers import read
    from perfeval.outputs.jsonout import record_json
    from perfeval.recompute import recompute
    from perfeval.standards.loader import load
    from perfeval.verify import verify

    data, standard = path.read_bytes(), load()
    with collection_paused():
        marks = [time.process_time()]
        document = read(data, str(path))
        marks.append(time.process_time())
        extraction = extract(document)
        marks.append(time.process_time())
        verification = verify(extraction, standard, document=document)
        marks.append(time.process_time())
        for report in extraction.reports:
            recompute(report, standard)
        marks.append(time.process_time())
        record_json(verification, indent=None)
        marks.append(time.process_time())
    reading, extracting, verifying, recomputing, writing = (end - begin for begin, end in pairwise(marks))
    return reading, extracting, recomputing, max(verifying - recomputing, 0.0), writing
