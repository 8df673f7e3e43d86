"""What the documents for people say is true: their excerpts stand in the code, their links and targets exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EXCERPT = re.compile(r"<!-- (\S+) -->\n```\w*\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
MAKE = re.compile(r"`make ([a-z]+)`")
SCREEN_LINES = 60


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_the_tutorial_has_excerpts_of_every_layer() -> None:
    excerpts = EXCERPT.findall((ROOT / "docs" / "adding-an-operation.md").read_text())
    folders = {"/".join(place.split("/")[:3]) for place, _ in excerpts}
    assert folders >= {"src/mercat/marketo", "src/mercat/domain", "src/mercat/store", "src/mercat/tencent"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_excerpts_stand_in_the_files_they_name(page: Path) -> None:
    for place, text in EXCERPT.findall(page.read_text()):
        assert text in (ROOT / place).read_text(), f"{place} does not say this any more:\n{text}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target
        for target in LINK.findall(page.read_text())
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(MAKE.findall(page.read_text())) <= targets


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=name)
def test_a_decision_fits_a_screen_and_has_its_parts(page: Path) -> None:
    text = page.read_text()
    number = page.name.partition("-")[0]
    assert text.startswith(f"# {int(number)}. ")
    assert text.count("\n") <= SCREEN_LINES
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text
