"""Renders the narrative reports of ``corpora/reports`` and the forms of ``corpora/forms``, one source each.

``python -m corpora.generate`` writes every file again, byte for byte the same. Pages are
drawn with openly licensed fonts, of which only the subset in use ends up in a file
(Debian: fonts-arphic-gbsn00lp, fonts-wqy-zenhei).
"""
