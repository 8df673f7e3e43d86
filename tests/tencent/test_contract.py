"""The contract files say what the extracted facts say, but for listed differences; projection and wide characters."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.tencent import contract, validate

SPEC = Path(__file__).resolve().parents[2].parent / "shared" / "spec" / "tencent" / "v3.json"
FOLDER = Path(contract.__file__).parent
RESOURCES = sorted(place.stem for place in FOLDER.glob("*.json"))

# What our files say beyond the extracted facts: (endpoint, rule), and where it stands.
BEYOND = {
    ("adgroups/update_daily_budget", "update_daily_budget_spec"): "a hundred rows, as its three siblings",
    ("labels/get", "filtering.field"): "the page names the fields in words",
    ("labels/get", "filtering.operator"): "the page names the operators in words",
}
BOUNDS = {"range": ("minimum", "maximum")} | {
    name: (f"min_{name}", f"max_{name}") for name in ("bytes", "wide", "items")
}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if not SPEC.exists():
        pytest.skip("the extracted facts are not beside this project")
    found: dict[str, Any] = json.loads(SPEC.read_text())
    return found


def word(kind: dict[str, Any]) -> str:
    if kind["type"] == "array":
        return f"[{word(kind['items'])}]"
    plain = {"object": "map", "enum": "string"}.get(kind["type"], kind["type"])
    return kind.get("ref") or plain


def rule(facts: dict[str, Any]) -> dict[str, Any]:
    """A rule of the facts in our words. A list of true and false says no more than the type."""
    said = {
        name: [facts.get(low), facts.get(high)] for name, (low, high) in BOUNDS.items() if low in facts or high in facts
    }
    said |= {"required": True} if facts.get("required") else {}
    said |= {"default": facts["default"]} if "default" in facts else {}
    said |= {"operators": facts["by_field"]} if "by_field" in facts else {}
    allowed = facts.get("allowed", [])
    return said | ({"allowed": allowed} if set(allowed) - {"true", "false"} else {})


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_contract_file_is_what_the_facts_say(resource: str, spec: dict[str, Any]) -> None:
    ours = json.loads((FOLDER / f"{resource}.json").read_text())
    facts = {end["action"]: end for end in spec["endpoints"].values() if end["resource"] == resource}
    assert set(ours["endpoints"]) == set(facts)
    for action, endpoint in ours["endpoints"].items():
        end = facts[action]
        assert (endpoint["method"], endpoint.get("content"), endpoint["scopes"]) == (
            end["method"],
            end["content_type"],
            end["scope"],
        )
        rules = {path: rule(said) for path, said in end["rules"].items()}
        for name in end["required"]:
            rules.setdefault(name, {})["required"] = True
        beyond = {path for name, path in BEYOND if name == f"{resource}/{action}"}
        told = {path: said for path, said in rules.items() if said}
        assert {path: said for path, said in endpoint["rules"].items() if path not in beyond} == {
            path: said for path, said in told.items() if path not in beyond
        }
        taken = ours["structs"][endpoint["body"]] if "body" in endpoint else {}
        for place in ("query", "form", "members"):
            taken = taken or endpoint.get(place, {})
        body = spec["structs"][end["body"]]["fields"] if end.get("body") else {}
        assert taken == {name: word(kind) for name, kind in {**body, **end["params"]}.items()}
        assert endpoint.get("data") == (word(end["data"]) if end["data"].get("ref") else None)
    bodies = {endpoint.get("body") for endpoint in ours["endpoints"].values()}
    for name, members in ours["structs"].items():
        if name not in bodies:
            assert members == {k: word(kind) for k, kind in spec["structs"][name]["fields"].items()}, name
    assert ours["enums"] == {name: spec["enums"][name] for name in ours["enums"]}


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_word_of_a_contract_is_known(resource: str) -> None:
    shape = contract.of_resource(resource)
    words = [text for members in shape.structs.values() for text in members.values()]
    words += [text for endpoint in shape.endpoints.values() for text in shape.inputs(endpoint).values()]
    known = contract.SCALARS | set(shape.structs) | set(shape.enums)
    assert {text.strip("[]") for text in words} <= known


def test_an_answer_holds_what_the_contract_knows_of_its_types() -> None:
    shape = contract.Contract(
        endpoints={},
        structs={"Outer": {"id": "integer", "parts": "[Inner]", "note": "string"}, "Inner": {"rate": "number"}},
        enums={},
    )
    document = {"id": True, "parts": [{"rate": 1, "more": 2}, 3, {"rate": "1"}], "note": "n", "other": 1}
    assert contract.project(shape, "Outer", document) == {"parts": [{"rate": 1}, {}], "note": "n"}


@given(st.text(max_size=80))
def test_two_ascii_characters_are_as_wide_as_one_other(text: str) -> None:
    assert validate.wide(text + "ab") == validate.wide(text) + 1
    assert validate.wide(text + "茶") == validate.wide(text) + 1
    assert validate.wide("") == 0
