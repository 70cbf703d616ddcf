TABLE = "prose/years.yml"


def test_roles_of_other_years(case, read):
    report = read(case["text"], case.get("kind", "department"))
    assert [f"{each.year} {each.role}" for each in report.years] == case["expect"]
