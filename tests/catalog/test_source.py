"""The shape of the source that tools do not hold: where a path lives, how long things are, what says what it is."""

import ast
import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import mercat
from mercat.app.catalogue import coverage
from mercat.domain.activity.types import standard
from mercat.marketo import catalog as marketo_catalog
from mercat.model.activities import StandardActivity
from mercat.sandbox import catalog as sandbox_catalog
from mercat.tencent import catalog as tencent_catalog
from mercat.wire.catalog import forms, plain
from mercat.wire.operation import Operation

SOURCE = Path(mercat.__file__).resolve().parent
TESTS = Path(__file__).resolve().parents[1]
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 50

# The prefix of an address picks the folder of its module.
FOLDERS = {
    "/identity/": "mercat.marketo.identity",
    "/rest/v1/": "mercat.marketo.rest",
    "/rest/asset/v1/": "mercat.marketo.asset",
    "/rest/asset/v2/": "mercat.marketo.asset_v2",
    "/bulk/v1/": "mercat.marketo.bulk",
    "/userservice/management/v1/": "mercat.marketo.userservice",
    "/subscriptions/{munchkinId}/": "mercat.marketo.ingestion",
    "/v3.0/": "mercat.tencent.v3",
    "/oauth/": "mercat.tencent.oauth",
    "/sandbox": "mercat.sandbox",
}

OPERATIONS = [operation for protocol in coverage.PROTOCOLS for operation in coverage.declared(protocol)]
OPERATIONS += sandbox_catalog.operations()


@cache
def tree(place: Path) -> ast.Module:
    return ast.parse(place.read_text())


def functions(module: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def below(place: Path) -> str:
    return str(place.relative_to(SOURCE))


def home(operation: Operation, modules: list[str]) -> str:
    """The module that the rule of style picks: the longest name that begins what follows the prefix, slashes aside."""
    prefix = max((start for start in FOLDERS if operation.path.startswith(start)), key=len)
    segment = plain(operation.path.removeprefix(prefix).partition("/{")[0].removesuffix(".json")) or "index"
    folder = FOLDERS[prefix]
    names = [module.removeprefix(folder + ".") for module in modules if module.startswith(folder + ".")]
    fitting = [name for name in names if any(segment.startswith(form) for form in forms(name))]
    return f"{folder}.{max(fitting, key=len)}" if fitting else f"{folder}.<a module that begins like {segment!r}>"


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_a_file_is_named_by_the_address(operation: Operation) -> None:
    modules = sorted({other.module for other in OPERATIONS})
    if operation.path.startswith("/oauth/") or operation.path.startswith("/identity/"):
        assert operation.module.startswith(home(operation, modules).rpartition(".")[0] + ".")
    else:
        assert operation.module == home(operation, modules)


def test_a_path_stands_in_the_source_once_for_each_of_its_methods() -> None:
    text = "\n".join(
        place.read_text() for place in MODULES if {"marketo", "tencent", "sandbox"} & set(place.parts[-3:-1])
    )
    literals = Counter(
        re.findall(r'"(/(?:(?:rest|bulk|identity|userservice|subscriptions|v3\.0|oauth)/|sandbox)[^"\n]*)"', text)
    )
    declared = Counter(operation.path for operation in OPERATIONS)
    assert {path: literals[path] for path in declared if literals[path] != declared[path]} == {}


@pytest.mark.parametrize(
    ("names", "places", "declaration"),
    [
        (marketo_catalog.CATALOG.modules, "marketo/*/*.py", r"^@marketo\."),
        (tencent_catalog.CATALOG.modules, "tencent/*/*.py", r"^(@tencent\.|endpoints\.)"),
        ([module.__name__ for module in sandbox_catalog.MODULES], "sandbox/*.py", r"^@sandbox\."),
    ],
    ids=["marketo", "tencent", "sandbox"],
)
def test_no_module_with_operations_is_left_out_of_the_catalogue(
    names: Sequence[str], places: str, declaration: str
) -> None:
    listed = set(names)
    declaring = {
        "mercat." + below(place).removesuffix(".py").replace("/", ".")
        for place in SOURCE.glob(places)
        if re.search(declaration, place.read_text(), re.MULTILINE)
    }
    assert declaring == listed


@pytest.mark.parametrize("place", MODULES, ids=below)
def test_a_module_is_short_and_says_what_it_is(place: Path) -> None:
    text = place.read_text()
    assert text.count("\n") < MOST_LINES
    if text:
        assert ast.get_docstring(tree(place)), "the module has no docstring"


@pytest.mark.parametrize("place", MODULES, ids=below)
def test_a_function_is_short(place: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in functions(tree(place))
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert long == {}


@pytest.mark.parametrize("place", MODULES, ids=below)
def test_what_others_may_use_says_what_it_does(place: Path) -> None:
    silent = []
    for node in tree(place).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            silent += [] if ast.get_docstring(node) else [node.name]
            silent += [
                f"{node.name}.{method.name}"
                for method in methods(node)
                if not (method.name.startswith("_") or ast.get_docstring(method) or method.name in promised())
                and not overrides(place, node.name, method.name)
            ]
    assert silent == []


def methods(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods of a class; of anything else, none."""
    members = node.body if isinstance(node, ast.ClassDef) else []
    return [
        member
        for member in members
        if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef)
        and not any(ast.unparse(mark).endswith(".setter") for mark in member.decorator_list)
    ]


def overrides(place: Path, name: str, method: str) -> bool:
    """Whether a base of the class has the method: what it is for is said there."""
    module = importlib.import_module("mercat." + below(place).removesuffix(".py").replace("/", "."))
    return any(hasattr(base, method) for base in getattr(module, name).__mro__[1:])


@cache
def promised() -> frozenset[str]:
    """The methods that a Protocol class describes: who keeps the promise need not repeat it."""
    protocols = [
        node
        for place in MODULES
        for node in tree(place).body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).startswith("Protocol") for base in node.bases)
    ]
    return frozenset(method.name for node in protocols for method in methods(node) if ast.get_docstring(method))


# The shapes that most Tencent endpoints have stand in one place; they are no handlers of one operation.
HANDLERS = [operation for operation in OPERATIONS if operation.handler.__module__ == operation.module]


@pytest.mark.parametrize("operation", HANDLERS, ids=str)
def test_a_handler_is_ten_lines_at_most(operation: Operation) -> None:
    place = Path(importlib.import_module(operation.module).__file__ or "")
    (found,) = [node for node in functions(tree(place)) if node.name == operation.handler.__name__]
    body = found.body[1:] if ast.get_docstring(found) else found.body
    lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
    assert lines <= 10, f"{found.name} has {lines} lines: an engine function is missing"


@pytest.mark.parametrize("place", sorted(TESTS.rglob("*.py")), ids=lambda place: str(place.relative_to(TESTS)))
def test_a_test_file_is_short_too(place: Path) -> None:
    assert place.read_text().count("\n") < 2 * MOST_LINES


def test_every_module_can_be_imported_alone() -> None:
    for found in pkgutil.walk_packages([str(SOURCE)], "mercat."):
        if not found.name.endswith("__main__"):
            assert isinstance(importlib.import_module(found.name), ModuleType)


def test_a_store_module_is_imported_under_its_own_name() -> None:
    aliased = [
        f"{below(place)}: {node.module}.{name.name} as {name.asname}"
        for place in MODULES
        for node in ast.walk(tree(place))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mercat.store")
        for name in node.names
        if name.asname is not None and name.name.islower()
    ]
    assert aliased == []


WRITES_ACTIVITIES = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM) activities\b")


def test_one_store_module_writes_activities() -> None:
    """An import contract lets the activity log alone use that module."""
    writers = [below(place) for place in MODULES if WRITES_ACTIVITIES.search(place.read_text())]
    assert writers == ["store/activity/writes.py"]


def test_only_the_activity_log_makes_an_activity() -> None:
    makers = [
        below(place)
        for place in MODULES
        for node in ast.walk(tree(place))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "ActivityRow"
    ]
    assert set(makers) == {"domain/activity_log.py", "store/activity/log.py"}


def test_a_standard_activity_has_number_and_name_of_the_platform() -> None:
    names = {kind.id: re.sub(r"\W", "_", kind.name).upper() for kind in standard().values()}
    assert {kind.value: kind.name for kind in StandardActivity}.items() <= names.items()


PARTICIPLES = frozenset({"found", "wanted", "known", "shown", "sent", "kept", "chosen"})
PARTICIPLE_COUNTS = TESTS / "catalog" / "participles.json"


def participles(module: ast.AST) -> int:
    """How many variables and parameters have a name that says what was done and not what they are."""
    names = [
        node.id if isinstance(node, ast.Name) else node.arg
        for node in ast.walk(module)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    return sum(name in PARTICIPLES for name in names)


def test_variables_are_nouns_but_for_a_list_that_only_shrinks() -> None:
    counts = {below(place): participles(tree(place)) for place in MODULES}
    assert {name: count for name, count in counts.items() if count} == json.loads(PARTICIPLE_COUNTS.read_text())
