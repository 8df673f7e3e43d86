"""/sandbox/render."""

import pytest

from mercat.domain.assets import my_tokens
from mercat.domain.people import sync
from mercat.model.assets import Kind, Ref, TokenType


def render(demo, **body):
    return demo.sandbox("POST", "/render", body)


@pytest.fixture
def person(demo):
    """A person with a name that has to be escaped; the id."""
    record = {"email": "ann@example.com", "firstName": "Ann <&> Co"}
    (outcome,) = demo.instance.write_now(lambda tx: sync.sync(tx, [record]))
    return int(outcome.id)


@pytest.mark.parametrize(
    ("place", "output"),
    [
        ("html", "Ann &lt;&amp;&gt; Co"),
        ("text", "Ann <&> Co"),
        ("url", "Ann%20%3C%26%3E%20Co"),
        ("subject", "Ann <&> Co"),
    ],
)
def test_values_are_written_as_fits_the_place(demo, person, place, output):
    answer = render(demo, text="{{lead.First Name}}", place=place, person_id=person)
    assert answer.document == {"output": output, "errors": []}


def test_without_a_person_a_token_has_its_default_and_the_place_is_html(demo):
    answer = render(demo, text="Dear {{lead.First Name:default=<b>friend</b>}} {{my.Offer}}")
    assert answer.output == "Dear <b>friend</b> {{my.Offer}}"


def test_a_program_brings_its_tokens(demo):
    def define(tx):
        my_tokens.define(tx, Ref(Kind.PROGRAM, 1), "Offer", TokenType.RICH_TEXT, "<b>Ten</b>")

    demo.instance.write_now(define)
    assert render(demo, text="{{my.Offer}}", program_id=1).output == "<b>Ten</b>"
    assert render(demo, text="{{my.Offer}}", program_id=1, place="subject").output == "Ten"


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({}, 422, "Send either text or velocity."),
        ({"text": "x", "velocity": "y"}, 422, "Send either text or velocity."),
        ({"velocity": "y"}, 422, "Email scripts in Velocity are not available yet."),
        ({"text": "x", "context": {"a": 1}}, 422, "Only velocity has a context."),
        ({"text": "x", "person_id": 999_999}, 404, "There is no such person."),
        ({"text": "x", "program_id": 999_999}, 404, "There is no such program."),
    ],
)
def test_what_cannot_be_rendered_is_a_problem(demo, body, status, detail):
    answer = render(demo, **body)
    assert (answer.status, answer.detail) == (status, detail)


def test_a_place_that_does_not_exist_is_a_problem(demo):
    assert render(demo, text="x", place="margin").status == 422


def test_the_output_has_a_bound(demo):
    def define(tx):
        my_tokens.define(tx, Ref(Kind.PROGRAM, 1), "Long", TokenType.TEXT, "x" * 60_000)

    demo.instance.write_now(define)
    answer = render(demo, text="{{my.Long}}" * 300, program_id=1)
    assert (answer.status, answer.detail) == (422, "The output is longer than 16000000 characters.")
