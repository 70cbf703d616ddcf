TABLE = "prose/changes.yml"


def test_changes(case, read, noted):
    report = read(case["text"], case.get("kind", "department"))

    def figure(term):
        return noted(term and term.quantity).replace(" ", "")

    found = [
        f"{each.direction} {figure(each.base)} → {figure(each.current)}"
        f" by {figure(each.difference)} {figure(each.percent)}"
        for each in report.changes
    ]
    assert found == case["expect"]
