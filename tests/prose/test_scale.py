from extractor.prose.scale import read_scale

TABLE = "scales.yml"


def test_bands(case):
    found = [
        [band.label, None if band.bounds.lower is None else float(band.bounds.lower)]
        for band in read_scale(case["text"])
    ]
    assert found == case["bands"]


def test_grade_scale_is_one_of_points(case, read):
    bands = read(f"五、评价结论\n{case['text']}").grade_scale
    lowers = [lower for _, lower in case["bands"] if lower is not None]
    wanted = case["bands"] if lowers and max(lowers) >= 50 else []
    assert [[band.label, None if band.lower is None else float(band.lower)] for band in bands] == wanted
