"""Renders the forms of ``corpora/forms``: what narratives have no use for.

Workbooks with real merged cells and number formats, forms side by side on sheets, and
the list of form sources. Word, PDF and HTML go through the writers of the narratives.
"""
