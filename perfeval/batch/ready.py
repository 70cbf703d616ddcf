"""Imported by the server that workers are forked from: what every one of them would load for itself."""

from extractor.extract import extract
from extractor.language import segmentation
from extractor.readers import load_all
from perfeval.verify import verify

__all__ = ["extract", "verify"]

load_all()
segmentation.load()
