"""Imported by the server that workers are forked from: what every one of them would load for itself.

Much is loaded at the first document that needs it: patterns compiled, dictionaries read,
rules imported. Two small documents are verified here, so that no worker does that again,
neither the first ones nor those that take the place of others.
"""

import gc

from extractor.memory import collection_paused

_REPORT = """某局2024年度部门整体支出绩效自评报告
一、基本情况
我局内设5个科室，年末在职人员36人。2024年年初预算1200.00万元，全年预算1300.50万元，全年执行1287.49万元，\
预算执行率为99.00%，其中项目支出执行430.20万元。
二、绩效目标完成情况
（一）产出指标
1.数量指标：组织培训不少于12期，编印宣传手册≥5000册，检查企业120家次。全年组织培训13期，编印手册5200册，\
检查企业126家次，均已完成年度目标。
2.质量指标：培训合格率达到95%以上，实际为98.2%。
3.时效指标：2024年12月31日前完成验收，实际于11月20日完成。
4.成本指标：项目总成本控制在430.20万元以内，未超预算。
（二）效益指标
社会效益：辖区居民知晓率≥85%，实际完成值88%。
（三）满意度指标
群众满意度目标值90%，经问卷调查为93.5%。
三、自评结论
对照评分标准，预算执行10分，产出指标50分，效益指标30分，满意度指标9.5分，自评得分99.5分，等级为“优”。
四、存在的问题
与上年相比，培训期数增长8.3%，预算编制还不够细。
"""

_FORM = """<html><body><h1>项目支出绩效自评表</h1><p>（2024年度） 单位：万元</p><table>
<tr><td>项目名称</td><td colspan="7">某项目</td></tr>
<tr><td>主管部门</td><td colspan="3">某局</td><td>实施单位</td><td colspan="3">某中心</td></tr>
<tr><td rowspan="3">项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td>
<td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td>年度资金总额</td><td>100.00</td><td>120.00</td><td>118.80</td><td>10</td><td>99.00%</td><td>9.9</td></tr>
<tr><td>其中：当年财政拨款</td><td>100.00</td><td>120.00</td><td>118.80</td><td>—</td><td></td><td>—</td></tr>
<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td>
<td>偏差原因分析及改进措施</td></tr>
<tr><td rowspan="2">产出指标</td><td>数量指标</td><td>培训人数</td><td>≥200人</td><td>210人</td><td>50</td>
<td>50</td><td>无</td></tr>
<tr><td>时效指标</td><td>完成时间</td><td>2024年12月底前</td><td>2024年12月10日</td><td>20</td>
<td>20</td><td></td></tr>
<tr><td>满意度指标</td><td>服务对象满意度</td><td>学员满意度</td><td>≥90%</td><td>88%</td><td>20</td><td>19.5</td>
<td>宣传不够，今后加强。</td></tr>
<tr><td colspan="5">总分</td><td>100</td><td>99.4</td><td></td></tr>
</table></body></html>"""


def _load() -> None:
    from extractor.language import segmentation
    from extractor.readers import load_all, read
    from perfeval.run import verify_step

    load_all()
    segmentation.load()
    verify = verify_step("auto")
    for name, text in (("a.txt", _REPORT), ("a.html", _FORM)):
        verify(read(text.encode(), name))


with collection_paused():
    _load()
# The workers share these pages for as long as no collection writes to them.
gc.freeze()
