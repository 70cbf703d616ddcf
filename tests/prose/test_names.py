import pytest

from extractor.language.quantity import scan
from extractor.prose.names import names
from extractor.prose.outline import Section
from extractor.prose.passage import Passage

TABLE = "prose/names.yml"


@pytest.fixture
def passages(paragraphs):
    return lambda text: [Passage(each, each.text, Section(), scan(each.text)) for each in paragraphs(text)]


def test_names_that_differ(case, passages):
    found = names(passages(case["text"]), case.get("organization"), case.get("project"))
    assert [each.name for each in found] == case["expect"]
