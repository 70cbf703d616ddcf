TABLE = "prose/rates.yml"


def test_stated_rates(case, read):
    report = read(case["text"], case.get("kind", "department"))
    assert [f"{each.scope} {each.source} {each.percent}" for each in report.rates] == case["expect"]
    if "numerator" in case:
        assert [each.numerator for each in report.rates] == case["numerator"]
