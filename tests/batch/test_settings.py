"""What decides whether a file is verified anew."""

from perfeval.batch.work import Settings, content_of


def test_a_standard_changed_on_disk_changes_the_key(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("a = 1")
    before = Settings(str(path), standard_sha256=content_of(str(path))).key
    assert Settings(str(path), standard_sha256=content_of(str(path))).key == before
    path.write_text("a = 2")
    assert Settings(str(path), standard_sha256=content_of(str(path))).key != before


def test_a_shipped_or_missing_standard_has_no_content(tmp_path):
    assert content_of("auto") is None
    assert content_of(str(tmp_path / "none.toml")) is None
