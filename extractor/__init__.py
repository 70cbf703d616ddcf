"""Documents in, located facts out: the lower half of perfeval.

Reads a file into a :class:`~extractor.document.Document` (``extractor.readers``),
turns its prose and tables into typed records (``extractor.extract``), and knows
nothing of scores, standards or findings.
"""
