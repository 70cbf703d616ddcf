from extractor.prose.outline import sections

TABLE = "prose/outline.yml"


def test_section_of_the_last_line(case, paragraphs):
    *_, (_, section) = sections(paragraphs(case["text"]))
    titles = [heading.text for heading in section.path]
    heading = titles.pop() if section.is_heading else None
    assert heading == case.get("heading")
    if "under" in case:
        assert titles == case["under"]
    if "lead" in case:
        assert section.lead == case["lead"]
