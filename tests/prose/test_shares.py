TABLE = "prose/shares.yml"


def test_shares(case, read):
    found = [
        f"{each.part.quantity.text if each.part else '?'} / "
        f"{each.whole.quantity.text if each.whole else '?'} = {each.percent.quantity.text}"
        for each in read(case["text"]).shares
    ]
    assert found == case["expect"]
