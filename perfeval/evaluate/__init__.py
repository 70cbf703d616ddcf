"""How good extraction and findings are, measured against gold files."""

from collections.abc import Callable, Sequence
from pathlib import Path

from extractor.document import Document
from extractor.errors import ExtractorError, UnsupportedFormat
from extractor.limits import DEFAULT_LIMITS
from perfeval.evaluate.gold import BadGold, load, pairs
from perfeval.evaluate.score import DocumentScore, score
from perfeval.findings import Verification
from perfeval.run import internal_error


def evaluate(
    paths: Sequence[str | Path],
    step: Callable[[Document], Verification],
    *,
    complain: Callable[[str], None],
) -> tuple[list[DocumentScore], int]:
    """Return the score of every document that has a gold file, and how many could not be read.

    *step* extracts and verifies a document. A document that cannot be read scores
    everything as missed; one in a format that no reader takes is left out. Both are named
    to *complain*, and so is a gold file that is none.
    """
    from extractor.readers import read

    scores: list[DocumentScore] = []
    failed = 0
    for document, gold_path in pairs(paths):
        name = str(document)
        try:
            gold = load(gold_path)
        except BadGold as error:
            complain(str(error))
            failed += 1
            continue
        try:
            verification = step(read(document.read_bytes(), name, DEFAULT_LIMITS))
        except UnsupportedFormat as error:
            complain(f"{error.named(name).line()}（不计入评测）")
            continue
        except ExtractorError as error:
            complain(error.named(name).line())
        except OSError as error:
            complain(f"{name}：{error.strerror}")
        except Exception as error:
            complain(internal_error(name, error))
        else:
            scores.append(score(gold, verification, name))
            continue
        failed += 1
        scores.append(score(gold, None, name))
    return scores, failed
