from decimal import Decimal

TABLE = "prose/conclusion.yml"


def number(value):
    return None if value is None else Decimal(str(value))


def test_score_and_grade(case, read):
    report = read(case["text"], case.get("kind", "department"))
    assert (report.grade.label if report.grade else None) == case.get("grade")
    if "score" not in case:
        assert report.score is None
        return
    assert report.score is not None
    assert report.score.total == number(case["score"])
    assert report.score.full == number(case.get("full"))
    parts = [[part.label, part.score, part.full] for part in report.score.parts]
    assert parts == [[label, number(score), number(full)] for label, score, full in case.get("parts", [])]
