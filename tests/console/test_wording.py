"""How texts that people read are worded: the console in both languages, the consent page, the help of the commands."""

import json
import re
from importlib import resources

import click
import typer

from mercat.cli.commands import app
from mercat.console import messages, rule_texts
from mercat.model.assets import AssetType
from mercat.model.refusals import InUse

PACKAGES = ("mercat.console", "mercat.wire", "mercat.tencent.oauth")
NO_ENGLISH = re.compile(  # see "How texts read" in CONTRIBUTING.md
    r"\b(is no(?! longer)|stands|[Ww]hoever|admitted|lies|[Ll]og-ins?|[Ll]og(ged)? (in|out)|[Ee]-mail|at the most)\b"
    r"|[Pp]resent (password|secret)|(?<!\{)\bid\b|(?<!Client )(?<!Account )\bId\b"
)


def catalogue() -> dict[str, str]:
    """English and Chinese of every text on the pages."""
    found: dict[str, str] = {}
    for package in PACKAGES:
        found |= json.loads((resources.files(package) / "templates" / "zh-CN.json").read_text("utf-8"))
    refusals = (*messages.WORDS.values(), *messages.BESIDE.values(), *messages.TYPES.values(), messages.NUMBER)
    return found | dict(refusals) | dict(rule_texts.TEXTS.values())


def helps(command: click.Command, name: str = "mercat") -> dict[str, str]:
    """The help of a command, its arguments and options and the commands below it."""
    found = {name: f"{command.help or ''} {command.epilog or ''}"}
    for parameter in command.params:
        found[f"{name} {parameter.name}"] = getattr(parameter, "help", None) or ""
    for word, inner in getattr(command, "commands", {}).items():
        found |= helps(inner, f"{name} {word}")
    return found


def test_pages_use_the_words_of_the_list():
    assert [text for text in catalogue() if NO_ENGLISH.search(text)] == []


def test_help_uses_the_words_of_the_list():
    found = helps(typer.main.get_command(app))
    assert len(found) > 100
    assert {name: text for name, text in found.items() if NO_ENGLISH.search(text)} == {}


def test_chinese_has_full_width_punctuation_and_one_word_for_token():
    chinese = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]|Token")
    assert [text for text in catalogue().values() if chinese.search(text)] == []


def test_every_kind_of_assets_has_a_chinese_name_in_messages():
    for type in AssetType:
        assert type.value not in messages.message_for(InUse(type, "x"), "zh-CN")
