"""Web pages: what is read, what is left out, tables and lists."""

import pytest

from extractor.document import Document, Table
from extractor.errors import LimitExceeded
from extractor.readers import html

FORM = """<table border=1><caption>项目表</caption>
<tr><th rowspan=2>项目</th><th colspan=2>金额</th></tr><tr><td>预算<td>执行</tr>
<tr><td>甲<p>乙</p></td><td>100<td>98</tr></table>"""


def read(body: str, encoding: str = "utf-8") -> Document:
    page = f'<html><head><meta charset="{encoding}"><title>无关</title></head><body>{body}</body></html>'
    return html.read(page.encode("gb18030" if encoding == "gb2312" else encoding), "a.html")


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def only_table(document: Document) -> Table:
    (table,) = document.tables
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk"])
def test_declared_encodings(encoding: str) -> None:
    # 镕 is beyond GB 2312, as are many names in pages that declare it.
    assert lines(read("<p>预算执行率98.5%，经办人朱镕</p>", encoding)) == ["预算执行率98.5%，经办人朱镕"]


def test_a_wrong_declaration_is_not_believed() -> None:
    page = '<meta charset="gbk"><p>全年预算数一百万元，执行率较高</p>'.encode()
    assert lines(html.read(page, "a.html")) == ["全年预算数一百万元，执行率较高"]


def test_blocks_breaks_and_inline_elements() -> None:
    document = read(
        "<h2>一、概况</h2><div>年初预算<b>10</b>0万元，<br>执行\n数<span>98</span>万元。<p>完</p>尾</div>"
    )
    assert lines(document) == ["一、概况", "年初预算100万元，", "执行数98万元。", "完", "尾"]
    assert [paragraph.heading for paragraph in document.paragraphs] == [2, None, None, None, None]


def test_word_export() -> None:
    document = read(
        "<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]-->"
        "<p class=MsoNormal><![if !supportLists]><span>二、<span>&nbsp;&nbsp;&nbsp;</span></span><![endif]>"
        "绩效<o:p></o:p>目标</p>"
    )
    assert lines(document) == ["二、绩效目标"]


def test_ordered_lists_print_their_labels() -> None:
    document = read(
        "<ol><li>甲<li><p>乙</p></ol><ol start=3 type=a><li>丙</ol><ul><li>丁</ul>"
        "<ol style='list-style-type:cjk-ideographic'><li value=12>戊</ol>"
        "<ol style='list-style:none'><li>己</ol>"
    )
    assert lines(document) == ["1.甲", "2.乙", "c.丙", "丁", "十二、戊", "己"]
    assert [paragraph.label_end for paragraph in document.paragraphs] == [2, 2, 2, 0, 3, 0]


def test_merge_grid() -> None:
    document = read(FORM)
    table = only_table(document)
    assert lines(document) == ["项目表"]
    assert (table.row_count, table.column_count) == (3, 3)
    assert table.at(1, 0) is table.at(0, 0)
    assert table.at(0, 2) is table.at(0, 1)
    assert [cell.text for cell in table.cells] == ["项目", "金额", "预算", "执行", "甲\n乙", "100", "98"]


def test_nested_and_hidden_tables() -> None:
    inner = "<table><tr><td>内<td>1<tr><td>外<td>2</table>"
    rows = f"<tr><td>甲<td>1<tr><td>乙<td>2<tr><td>丙<td>{inner}<tr style='display:none'><td>丁<td>4"
    outer, nested = read(f"<table border=1>{rows}</table>").tables
    assert nested.parent == (outer.block, 2, 1)
    assert [cell.text for cell in nested.cells] == ["内", "1", "外", "2"]
    assert [cell.text for cell in outer.cells if cell.hidden] == ["丁", "4"]


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td><p>说明</p>{FORM}</td></tr></table>",
        f"<table><tr><td>栏目</td><td><h3>说明</h3>{FORM}</td></tr></table>",
    ],
)
def test_layout_tables_are_unwrapped(body: str) -> None:
    document = read(body)
    assert only_table(document).row_count == 3
    assert "说明" in lines(document)


def test_site_chrome_is_left_out() -> None:
    menu = "<a href=/1>首页</a><a href=/2>公开</a><a href=/3>服务</a>"
    document = read(
        f"<nav>{menu}</nav><div class=header>{menu} 星期日</div><ul><li>{menu}</ul>"
        "<div>您现在的位置：<a href=/>首页</a> &gt; 公示</div>"
        "<h1>某局自评报告</h1><p>全年执行数98万元。</p><p>附件：<a href=b.xls>自评表</a></p>"
        "<p>【<a href=#>打印</a>】【关闭】</p><p>上一篇：<a href=/9>通知</a></p>"
        "<footer>地址：某路</footer><div>版权所有：某局 ICP备123号</div><script>1</script>"
    )
    assert lines(document) == ["某局自评报告", "全年执行数98万元。", "附件：自评表"]
    assert [paragraph.text for paragraph in document.furniture] == [
        "您现在的位置：首页 > 公示",
        "【打印】【关闭】",
        "上一篇：通知",
        "版权所有：某局 ICP备123号",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div class=nav><p>年初预算100万元</p></div>",
        f"<aside>{FORM}</aside>",
        "<div class=header>某局2024年度绩效自评报告</div>",
        "<footer><a href=/1>甲</a><a href=/2>乙</a><a href=/3>丙</a><p>执行率98%</p></footer>",
        "<form><p>全年预算数</p></form>",
        "<p>主办单位：某局，参加培训人员达到要求</p>",
    ],
)
def test_figures_and_titles_stay_wherever_they_stand(body: str) -> None:
    assert read(body).blocks


def test_hidden_text_is_left_out_and_said_so() -> None:
    document = read("<p>正文</p><div style='display: none'><p>上年预算50万元</p></div>")
    assert lines(document) == ["正文"]
    assert [warning.code for warning in document.warnings] == ["hidden-text"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 300 + "深",
        "<table><tr><td colspan=1000 rowspan=9999>" + "<tr><td>1<td>2" * 9000 + "</table>",
    ],
    ids=["depth", "spans"],
)
def test_pages_built_to_exhaust_are_refused(body: str) -> None:
    with pytest.raises(LimitExceeded):
        read(body)
