"""Writes a source as a page of a government site, with what stands around the text there."""

from collections.abc import Iterator
from html import escape
from typing import Any

from corpora.generate.source import Block, Source, spans

_MENU = ("首页", "机构概况", "政务公开", "办事服务", "互动交流", "专题专栏")


def render(source: Source, options: dict[str, Any]) -> bytes:
    """Return the bytes of the page.

    Options: ``charset`` (utf-8), ``site`` (name in the chrome), ``published`` (date line),
    ``residue`` (the span and font soup of a text pasted from a word processor), ``breaks``
    (one ``div`` with ``<br>`` and blanks in place of paragraphs).
    """
    charset = options.get("charset", "utf-8")
    site = escape(options.get("site", "政府门户网站"))
    body = "\n".join(_body(source, options))
    if options.get("breaks"):
        body = f"<div class='con'>\n{body}\n</div>"
    menu = "".join(f"<li><a href='/{i}.html'>{name}</a></li>" for i, name in enumerate(_MENU))
    page = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{charset}"><title>{escape(source.title)}_{site}</title>
<style>.zw p{{text-indent:2em}}</style>
<script>var hits=20241230;function zoom(n){{return n*1.5}}</script></head>
<body>
<div class="top"><h2>{site}</h2><ul class="nav">{menu}</ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 预算绩效</div>
<div class="info">发布时间：{options.get("published", "")} 来源：{site} 浏览次数：<span id="hits">1286</span>
 字体：【大 中 小】</div>
<div class="zw" id="zoom">
{body}
</div>
<div class="attach">扫一扫在手机打开当前页 【打印】【关闭】</div>
<div class="footer"><p>主办单位：{site} 网站标识码：0000000000 备案号：00000000号-1</p>
<p>联系电话：0000-0000000 建议使用1024*768分辨率浏览</p></div>
</body></html>
"""
    return page.encode(charset)


def _body(source: Source, options: dict[str, Any]) -> Iterator[str]:
    for block in source.blocks:
        if block.kind == "table":
            yield _table(block)
        elif block.kind == "break":
            yield "<hr>"
        elif options.get("breaks"):
            yield f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(block.printed)}<br>"
        else:
            yield _paragraph(block, bool(options.get("residue")))


def _paragraph(block: Block, residue: bool) -> str:
    if block.kind == "title":
        return f"<h1>{escape(block.text)}</h1>"
    text = _soup(block.printed) if residue else escape(block.printed)
    if block.kind == "heading" and not residue:
        return f"<h{block.level + 1}>{text}</h{block.level + 1}>"
    if block.kind == "aside":
        return f'<p style="text-align:right">{text}</p>'
    if block.kind == "note":
        return f'<p class="note"><sup>[1]</sup>{text}</p>'
    return f"<p>{text}</p>"


def _soup(text: str) -> str:
    pieces = (text[i : i + 7] for i in range(0, len(text), 7))
    return "".join(f'<span style="font-family:仿宋_GB2312;font-size:21px">{escape(p)}</span>' for p in pieces)


def _table(block: Block) -> str:
    rows: list[list[str]] = [[] for _ in block.rows]
    for r, _c, high, wide, text in spans(block.rows):
        attributes = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
        rows[r].append(f"<td{attributes}>{escape(text).replace(chr(10), '<br>')}</td>")
    lines = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<table border="1">\n{lines}\n</table>'
