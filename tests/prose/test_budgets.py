TABLE = "prose/budgets.yml"


def test_budget_figures(case, read, amount):
    report = read(case["text"], case.get("kind", "department"))
    found = [f"{each.stage} {each.scope} {each.source} {each.yuan.normalize():f}" for each in report.budgets]
    wanted = []
    for line in case["expect"]:
        *words, money = line.split()
        wanted.append(" ".join([*words, f"{amount(money).normalize():f}"]))
    assert found == wanted
