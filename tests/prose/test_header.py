from extractor.prose.header import read_header

TABLE = "prose/header.yml"


def test_header(case, paragraphs):
    header = read_header(paragraphs(case["text"]))
    wanted = {key: value for key, value in case.items() if key not in ("text", "fails")}
    assert {key: getattr(header, key) for key in wanted} == wanted
