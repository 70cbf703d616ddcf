"""Telling the report on a web page from the site around it.

Menus, breadcrumbs, share bars and footers are left out by their role and by how much of
them is links. What holds a data table, a sentence or a figure with a unit is *substance*
and stays, whatever it is called: losing a figure is worse than keeping a menu.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractor.readers.html_tree import (
    BLOCKS,
    Element,
    classes,
    is_hidden,
    is_internal_link,
    tag_of,
)

_CHROME_TAGS = frozenset({"nav", "menu", "footer", "aside"})
_CHROME_ROLES = frozenset(
    {"navigation", "search", "menu", "menubar", "toolbar", "banner", "contentinfo", "complementary"}
)
_CHROME_WORDS = frozenset(
    {
        "nav", "navbar", "navi", "navigation", "menu", "menus", "submenu", "sidenav", "sidebar",
        "breadcrumb", "breadcrumbs", "crumb", "crumbs", "location", "position", "dqwz",
        "share", "bshare", "bdsharebuttonbox", "sharebar", "print", "toolbar", "fontsize", "qrcode", "ewm",
        "header", "topbar", "banner", "footer", "foot", "copyright", "search", "login",
        "related", "prevnext", "pager", "pagination", "links", "friendlink", "friendlinks",
    }
)  # fmt: skip
_MAIN_TAGS = frozenset({"article", "main"})
_DENSITY_TAGS = frozenset({"ul", "ol", "dl", "div", "table", "td", "p", "section", "span", "dd"})
_KEPT_STRUCTURE = frozenset({"html", "body", "form", "tr", "tbody", "thead", "tfoot"})
_FEWEST_LINKS = 3
_SENTENCE = 40
"""Characters of running text from which a block counts as substance."""

_FIGURE = re.compile(r"[0-9０-９]\s?(?:万|亿|元|[%％‰]|分(?!享|钟前)|人次|户|个|项|天)")
_TABLE_ROWS = 2
_SITE_LINE = re.compile(
    r"^\W*版权所有|版权所有\W*$|版权所有\s?[:：©]|Copyright\s?(?:©|\(c\)|[0-9]{4})|ICP\s?备|公网安备|网站标识码"
    r"|(?:主办|承办|技术支持|维护)(?:单位)?[:：].{0,60}(?:承办|技术支持|维护)(?:单位)?[:：]"
    r"|建议使用.{0,20}(?:浏览器|分辨率)",
    re.IGNORECASE,
)
_BAR_WORD = (
    r"(?:打印(?:本页|此页|文章|正文)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|分享(?:到|至)?|返回(?:顶部|首页|列表|上一页)"
    r"|纠错|复制链接|微信|微博|新浪微博|QQ空间|腾讯微博|字号|字体|保存|下载|默认|首页|语音朗读|无障碍|大|中|小|T)"
)
_BAR_LINE = re.compile(rf"[\s【】\[\]（）()|｜/·:：>»+\-]*(?:{_BAR_WORD}[\s【】\[\]（）()|｜/·:：>»+\-]*)+")
_LEAD_LINE = re.compile(
    r"(?:[上下](?:一)?[篇条]|(?:您|现在|当前|所在)(?:现在|当前|所在)?(?:的)?(?:所在)?位置"
    r"|浏览(?:次数|量)|点击(?:数|率|次数)|阅读(?:次数|量)|责任编辑|相关(?:链接|新闻|阅读|文章))\s?(?:[:：]|$)"
    r"|扫一扫.{0,6}手机"
)
_LONGEST_LINE = 120


def is_site_line(text: str) -> bool:
    """Return whether a whole paragraph is a bar, breadcrumb or footer line of a web site."""
    line = text.strip()
    if len(line) > _LONGEST_LINE:
        return False
    if _LEAD_LINE.match(line) and not _FIGURE.search(line):
        return True
    return (len(line) > 1 and bool(_BAR_LINE.fullmatch(line))) or bool(_SITE_LINE.search(line))


@dataclass(slots=True)
class _Frame:
    """What is known of an element while its subtree is walked."""

    element: Element
    block: bool
    in_link: bool
    in_main: bool
    text: list[str] = field(default_factory=list)
    characters: int = 0
    link_characters: int = 0
    links: int = 0
    full_rows: int = 0
    cells: int = 0
    headed: bool = False
    substance: bool = False


@dataclass(slots=True)
class Chrome:
    """The elements of a page that are not read, and whether hidden ones held substance."""

    dropped: set[Element]
    hidden_substance: bool


def find_chrome(body: Element) -> Chrome:
    """Return what to leave out below *body*; one pass, linear in the size of the page."""
    found = Chrome(set(), False)
    stack: list[_Frame] = []
    for event, element in _walk(body):
        if event == "start":
            parent = stack[-1] if stack else None
            tag = tag_of(element)
            link = tag == "a" and element.get("href") is not None and not is_internal_link(element)
            frame = _Frame(
                element,
                tag in BLOCKS or parent is None,
                link or (parent is not None and parent.in_link),
                tag in _MAIN_TAGS or element.get("role") == "main" or (parent is not None and parent.in_main),
            )
            frame.links = int(link)
            stack.append(frame)
            _take(stack, element.text)
            continue
        if event == "end":
            frame = stack.pop()
            _close(frame, found)
            if stack:
                _merge(frame, stack[-1], frame.element in found.dropped)
        if stack:
            _take(stack, element.tail)
    return found


def _walk(body: Element) -> Iterator[tuple[str, Element]]:
    return iter(etree.iterwalk(body, events=("start", "end", "comment", "pi")))


def _take(stack: list[_Frame], text: str | None) -> None:
    """Count *text* for the innermost element, its words for the innermost block."""
    if not text or text.isspace():
        return
    frame = stack[-1]
    if tag_of(frame.element) in ("script", "style", "noscript", "option", "textarea"):
        return
    length = len(text) - text.count(" ") - text.count("\n")
    frame.characters += length
    if frame.in_link:
        frame.link_characters += length
    else:
        frame.text.append(text)


def _merge(frame: _Frame, parent: _Frame, dropped: bool) -> None:
    if not frame.block:
        parent.text.extend(frame.text)
    parent.characters += frame.characters
    parent.link_characters += frame.link_characters
    parent.links += frame.links
    tag = tag_of(frame.element)
    if tag in ("td", "th"):
        parent.cells += 1
    elif tag == "tr":
        parent.full_rows += frame.cells >= 2
    elif tag != "table":
        parent.full_rows += frame.full_rows
    if not dropped:
        parent.substance = parent.substance or frame.substance
        parent.headed = parent.headed or frame.headed


def _close(frame: _Frame, found: Chrome) -> None:
    element = frame.element
    tag = tag_of(element)
    if frame.block:
        words = "".join(frame.text)
        frame.text.clear()
        if not _SITE_LINE.search(words[: 4 * _LONGEST_LINE]):
            frame.substance |= len(words.strip()) >= _SENTENCE or bool(_FIGURE.search(words))
        frame.headed |= tag in ("h1", "h2", "h3") and bool(words.strip())
    if tag == "table" and frame.full_rows >= _TABLE_ROWS and frame.link_characters * 2 < frame.characters:
        frame.substance = True
    if is_hidden(element):
        found.dropped.add(element)
        found.hidden_substance |= frame.substance
    elif tag not in _KEPT_STRUCTURE and not frame.substance and _is_chrome(frame, tag):
        found.dropped.add(element)


def _is_chrome(frame: _Frame, tag: str) -> bool:
    element = frame.element
    if not frame.characters:
        return False
    if tag == "nav" or (element.get("role") or "").lower() in _CHROME_ROLES:
        return True
    if frame.headed and frame.characters > 2 * frame.link_characters:
        return False
    if not frame.in_main:
        if tag in _CHROME_TAGS:
            return True
        # A class name alone is weak: many a title stands in a "header" without a link.
        linked = frame.link_characters * 10 >= frame.characters * 3
        if linked and not _CHROME_WORDS.isdisjoint({tag, *classes(element)}):
            return True
    return (
        tag in _DENSITY_TAGS
        and frame.links >= _FEWEST_LINKS
        and frame.link_characters * 10 >= frame.characters * 6
    )
