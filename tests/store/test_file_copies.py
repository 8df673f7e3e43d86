"""The files of an instance are copied whole, each in one step."""

from mercat.store.engines import row_copy
from mercat.store.engines.files import Files


def test_files_are_copied_without_those_that_are_unfinished(tmp_path):
    source = Files(tmp_path / "source")
    key = source.put(b"whole")
    source.append("part-1", 0, b"grows")
    source.path(key).with_name("tmpabc").write_bytes(b"unfini")
    row_copy.copy_files(source, tmp_path / "target")
    target = Files(tmp_path / "target")
    assert target.get(key) == b"whole"
    assert target.parts() == ["part-1"]
    assert sorted(place.name for place in target.path(key).parent.iterdir()) == [key]


def test_a_part_that_has_grown_is_copied_again(tmp_path):
    source, target = Files(tmp_path / "source"), Files(tmp_path / "target")
    for length, content in ((0, b"grows"), (5, b" on")):
        source.append("part-1", length, content)
        row_copy.copy_files(source, target.folder)
    assert (target.folder / "parts" / "part-1").read_bytes() == b"grows on"
