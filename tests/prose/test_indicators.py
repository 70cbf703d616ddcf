TABLE = "prose/indicators.yml"


def test_indicators(case, read, noted):
    report = read(case["text"], case.get("kind", "project"))
    found = [(each.name, noted(each.target), noted(each.actual)) for each in report.indicators]
    wanted = [tuple(part.strip() for part in line.split("|")) for line in case["expect"]]
    assert [figures for _, *figures in found] == [figures[:2] for _, *figures in wanted]
    for (name, *_), (core, *_) in zip(found, wanted, strict=True):
        # Where a name ends is a matter of taste; that it is this indicator's name is not.
        assert core in name
        assert len(name) <= len(core) + 8
    if "points" in case:
        assert [[noted_points(each.weight), noted_points(each.score)] for each in report.indicators] == [
            [noted_points(weight), noted_points(score)] for weight, score in case["points"]
        ]


def noted_points(value):
    return None if value is None else str(value)
