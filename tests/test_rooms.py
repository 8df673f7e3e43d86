"""The map of the source names the rooms that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text()
UNNAMED = {"templates", "migrations", "schemas", "explorer", "sample", "__pycache__"}  # folders of data and of parts


@pytest.mark.parametrize("package", ["app", "console", "domain", "domain/advertising", "marketo", "tencent"])
def test_the_map_names_every_room_of_a_package(package):
    rooms = {path.name for path in (ROOT / "src" / "mercat" / package).iterdir() if path.is_dir()} - UNNAMED
    (row,) = re.findall(rf"^\| `{package}` \| (`.*) \|$", MAP, re.MULTILINE)
    assert rooms <= set(re.findall(r"`([a-z_0-9]+)`", row))


def test_rooms_of_the_store_have_the_names_of_engines():
    rooms = {path.name for path in (ROOT / "src" / "mercat" / "store").iterdir() if path.is_dir()} - UNNAMED
    engines = {path.name for path in (ROOT / "src" / "mercat" / "domain").iterdir() if path.is_dir()}
    assert rooms - engines == {"engines"}
