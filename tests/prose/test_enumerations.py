TABLE = "prose/enumerations.yml"


def test_enumerations(case, read):
    found = read(case["text"]).enumerations
    lines = [
        f"{each.label} | {each.count.text} | {' '.join(each.items)}{' *' * each.exhaustive}" for each in found
    ]
    assert lines == case["expect"]
