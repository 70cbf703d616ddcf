TABLE = "prose/compositions.yml"


def test_compositions(case, read):
    report = read(case["text"], case.get("kind", "department"))
    found = [
        ("all" if each.exhaustive else "some")
        + f" {each.total.quantity.value} = "
        + " + ".join(str(part.quantity.value) for part in each.parts)
        for each in report.compositions
    ]
    assert found == case["expect"]
