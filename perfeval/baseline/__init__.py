"""Findings a reviewer has accepted: the file they are kept in, and how they are told again.

A finding is known again by two things. Its *fingerprint* is made of the rule and the figures
and labels at issue; it survives re-typing, page shifts and conversions. Two units may share
it by chance (a missing grade, 100 万元 that does not add up), so the entry also names the
*report*: its kind, unit, project and year. Names are compared without white space, punctuation
and full-width forms, and a name or year that is not known on one side contradicts nothing;
but where no name is known on both sides, the file's own name must be the same, its ending
aside. Names that differ in a letter are two names: 第一小学 and 第二小学 differ in no more. So
a name misread costs a second look at a finding, never the silence about another unit's.
"""

from perfeval.baseline.entries import Entry
from perfeval.baseline.file import BadBaseline, load, toml_chunks
from perfeval.baseline.ledger import Baseline

__all__ = ["BadBaseline", "Baseline", "Entry", "load", "toml_chunks"]
