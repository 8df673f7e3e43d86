"""Every rule is raised with the same facts everywhere, and each door that can meet it words it with these facts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import mercat
from mercat.cli import refusals as cli
from mercat.console import rule_texts as console
from mercat.marketo import rule_texts as marketo
from mercat.model.rules import Rule

SOURCE = Path(mercat.__file__).resolve().parent
TREES = {
    "mercat." + ".".join(place.relative_to(SOURCE).with_suffix("").parts): ast.parse(place.read_text())
    for place in SOURCE.rglob("*.py")
}
OF_RULES = ("RuleBroken", "InvalidData")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def refusals(module: str) -> list[ast.Call]:
    """The calls in a module that make a refusal of a rule."""
    return [
        node
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OF_RULES
    ]


def rules_in(node: ast.AST) -> Iterator[ast.Attribute]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == "Rule":
            yield inner


def bare(module: str) -> bool:
    """Whether a module raises a refusal by its class alone, which names no rule in particular."""
    raised = [node.exc for node in ast.walk(TREES[module]) if isinstance(node, ast.Raise)]
    return any(isinstance(node, ast.Name) and node.id in OF_RULES for node in raised)


def raised_by(module: str) -> dict[Rule, set[frozenset[str]]]:
    """The rules that a module raises, each with the sets of facts that it gives.

    A rule that is handed on to a function which raises it comes without facts.
    """
    facts: dict[ast.Attribute, frozenset[str]] = {
        rule: frozenset(str(keyword.arg) for keyword in call.keywords)
        for call in refusals(module)
        for rule in rules_in(call.args[0] if call.args else call)
    }
    raised: dict[Rule, set[frozenset[str]]] = {}
    if any(not call.args for call in refusals(module)) or bare(module):
        raised[Rule.INVALID_DATA] = {frozenset()}
    for rule in rules_in(TREES[module]):
        raised.setdefault(Rule[rule.attr], set()).add(facts.get(rule, frozenset()))
    return raised


def imports(module: str) -> set[str]:
    """The modules of ours that a module imports itself, at its head or in a function."""
    names = {
        f"{node.module}{end}"
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.ImportFrom) and node.module
        for end in ("", *(f".{alias.name}" for alias in node.names))
    }
    return names & TREES.keys()


def below(package: str) -> set[str]:
    return {module for module in TREES if module.startswith(f"mercat.{package}.")}


ENGINES = below("domain")
RAISED = {module: raised_by(module) for module in ENGINES | below("marketo") if not module.endswith("rule_texts")}
FACTS = {rule: {facts for one in RAISED.values() for facts in one.get(rule, ())} for rule in Rule}
OF_ENGINES = {rule for engine in ENGINES for rule in RAISED[engine]}


def met_by(modules: set[str]) -> set[Rule]:
    """The rules of the engines that these modules import themselves."""
    return {rule for module in modules for engine in imports(module) & ENGINES for rule in RAISED[engine]}


def test_every_rule_is_raised_with_the_same_facts_everywhere():
    assert {rule: facts for rule, facts in FACTS.items() if len(facts) != 1} == {}


@pytest.mark.parametrize("module", sorted(TREES))
def test_a_refusal_of_a_rule_takes_no_sentence(module: str):
    literals = [
        ast.unparse(call)
        for call in refusals(module)
        for node in ast.walk(call)
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and " " in str(node.value).strip())
    ]
    assert literals == []


def test_marketo_words_every_rule():
    assert set(marketo.TEXTS) == set(Rule)


def test_the_console_words_every_rule_of_an_engine_in_both_languages():
    assert set(console.TEXTS) == OF_ENGINES
    assert [english for english, _ in console.TEXTS.values() if not english or CHINESE.search(english)] == []
    assert [chinese for _, chinese in console.TEXTS.values() if not CHINESE.search(chinese)] == []


def test_the_command_line_words_the_rules_of_the_engines_that_it_uses():
    commands = below("cli")
    used = commands | {module for command in commands for module in imports(command)} & below("app")
    assert set(cli.RULES) == met_by(used)


def test_tencent_meets_no_rule():
    assert met_by(below("tencent")) == set()


@pytest.mark.parametrize("rule", Rule)
def test_texts_use_the_facts_of_the_rule(rule: Rule):
    texts = (marketo.TEXTS[rule], *console.TEXTS.get(rule, ()), cli.RULES.get(rule, ""))
    used = [{name for _, name, _, _ in Formatter().parse(text) if name is not None} for text in texts]
    (facts,) = FACTS[rule]
    assert set().union(*used) == facts
