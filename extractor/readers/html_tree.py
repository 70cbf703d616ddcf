"""What the HTML reader's parts agree on about elements."""

import re

from lxml import etree

Element = etree._Element
"""An element of a parsed page."""

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
"""Elements that begin and end a paragraph."""

UNREAD = frozenset(
    {
        "applet", "audio", "button", "canvas", "datalist", "del", "embed", "head", "iframe", "input", "map",
        "noscript", "object", "option", "rp", "rt", "script", "select", "style", "svg", "template",
        "textarea", "title", "video", "xml",
    }
)  # fmt: skip
"""Elements whose content no reader of the page sees as text."""

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|mso-element\s*:\s*(?:header|footer)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_DOCUMENT_LINK = re.compile(r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|txt)(?:[?#]|$)", re.IGNORECASE)


def is_hidden(element: Element) -> bool:
    """Return whether a browser would not show *element*."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and bool(_HIDDEN_STYLE.search(style))


def tag_of(element: Element) -> str:
    """Return the tag in lower case; empty for comments and processing instructions."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def classes(element: Element) -> set[str]:
    """Return the words of class and id, in lower case, whole and parted at case and dashes."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if named == " ":
        return set()
    return {word.lower() for word in (*named.split(), *_WORD.findall(named))}


def is_internal_link(element: Element) -> bool:
    """Return whether a link stays on the page or leads to an attachment: no part of a menu."""
    href = (element.get("href") or "").strip()
    return href.startswith("#") or bool(_DOCUMENT_LINK.search(href))
