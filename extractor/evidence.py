"""Where in a document something was found."""

from pydantic import BaseModel, ConfigDict


class Evidence(BaseModel):
    """A quote and its place.

    ``block`` numbers paragraphs and tables in document order from 0, ``table`` the
    tables; ``row`` and ``column`` are the grid position of the cell's top-left corner.
    ``start`` and ``end`` are character offsets into the paragraph's or cell's text, and
    ``text == that_text[start:end]`` always holds: evidence is made where the text is
    read (:meth:`extractor.document.Paragraph.evidence`) and never searched for later.
    ``page`` counts from 1 and is ``None`` in formats that have no pages.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    page: int | None = None
    block: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    start: int
    end: int
