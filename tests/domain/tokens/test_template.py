"""Templates: where tokens begin and end, and that no text is too hostile to cut."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.tokens import template
from mercat.domain.tokens.context import Context, values_of
from mercat.domain.tokens.template import Place, Value, parse
from mercat.model.refusals import TooLong

PERSON = {"First Name": "Ann", "Company": "A & B <Ltd>", "Nick": "", "Trick": "{{lead.First Name}}", "Won": True}


def context(place=Place.TEXT, **families):
    return Context(place, {"lead": values_of(PERSON), **families})


def render(text, place=Place.TEXT, **families):
    return template.compile(text).render(context(place, **families))


def test_a_token_gives_way_to_its_value():
    assert render("Hello {{lead.First Name}}, hello") == "Hello Ann, hello"


@pytest.mark.parametrize(
    "token",
    [
        "{{lead.first name}}",
        "{{LEAD.FIRST NAME}}",
        "{{ lead . First  Name }}",
        "{{lead.\nFirst\tName}}",
        "{{Lead.First Name:default=x}}",
    ],
)
def test_neither_case_nor_blanks_matter(token):
    assert render(token) == "Ann"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{lead.Nick:default=friend}}", "friend"),
        ("{{lead.Nobody:default= dear friend }}", " dear friend "),
        ("{{lead.Nick:DEFAULT=a:default=b}}", "a:default=b"),
        ("{{lead.Nick:default=}}", ""),
        ("{{lead.Nick}}", ""),
        ("{{lead.Nobody}}", ""),
        ("{{company.Nobody:default=your company}}", "your company"),
        ("{{my.Nobody:default=none}}", "none"),
    ],
)
def test_a_default_stands_in_for_what_is_empty_or_unknown(text, expected):
    assert render(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "{{",
        "}}",
        "{{}}",
        "{{ }}",
        "{{lead}}",
        "{{lead.}}",
        "{{.x}}",
        "{{lead. :default=x}}",
        "{lead.First Name}",
        "{{leads.First Name}}",
        "{{my.Nobody}}",
        "}}{{",
        "{{nobody.x:default=y}}",
    ],
)
def test_what_is_no_token_stays_as_it_is(text):
    assert render(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{{lead.First Name}}}", "{Ann}"),
        ("{{{{lead.First Name}}}}", "{{Ann}}"),
        ("{{lead.{{lead.First Name}}}}", "{{lead.Ann}}"),
        ("{{ {{lead.First Name}} {{lead.Nick:default=x}}", "{{ Ann x"),
        ("{{lead.First Name}{{lead.First Name}}", "{{lead.First Name}Ann"),
        ("{{lead.Nick:default={x}}}", "{x}"),
    ],
)
def test_the_innermost_braces_make_the_token(text, expected):
    assert render(text) == expected


def test_a_value_is_never_searched_for_tokens():
    assert render("{{lead.Trick}}") == "{{lead.First Name}}"


def test_html_escapes_values_but_neither_markup_nor_defaults():
    assert render("{{lead.Company}}", place=Place.HTML) == "A &amp; B &lt;Ltd&gt;"
    assert render("{{lead.Company}}") == "A & B <Ltd>"
    assert render("{{lead.Nick:default=<b>you</b>}}", place=Place.HTML) == "<b>you</b>"
    assert render("{{my.X}}", place=Place.HTML, my=lambda name: Value("<b>", trusted=True)) == "<b>"


def test_values_of_all_kinds_become_text():
    kinds = values_of({"a": 1, "b": 2.0, "c": 2.5, "d": True, "e": None})
    assert render("{{member.a}}|{{member.b}}|{{member.c}}|{{member.d}}|{{member.e:default=-}}", member=kinds) == (
        "1|2|2.5|true|-"
    )


def test_a_template_is_compiled_once():
    text = "Dear {{lead.First Name}}"
    assert template.compile(text) is template.compile("Dear " + "{{lead.First Name}}")


def test_the_cache_is_bounded_by_number_and_by_characters():
    cache = template._Cache()
    for number in range(template.CACHED_TEMPLATES + 10):
        cache.get(f"{number}")
    assert len(cache._entries) == template.CACHED_TEMPLATES
    for number in range(10):
        cache.get(f"{number}" * 1_500_000)
    assert cache._characters <= template.CACHED_CHARACTERS
    assert cache._characters == sum(characters for _, characters in cache._entries.values())


def test_a_text_that_grows_out_of_bounds_is_refused():
    big = values_of({"x": "y" * 1_000_000})
    assert len(render("{{member.x}}" * 16, member=big)) == 16_000_000
    with pytest.raises(TooLong):
        render("{{member.x}}" * 16 + ".", member=big)


def test_a_token_has_a_longest_length():
    long = "{{lead.Nick:default=" + "x" * template.TOKEN_LENGTH + "}}"
    assert render(long) == long


@given(st.text().filter(lambda text: "{{" not in text or "}}" not in text))
def test_a_text_without_tokens_renders_as_itself(text):
    assert render(text) == text


@given(
    st.lists(st.sampled_from(["{{", "}}", "{", "}", "lead", ".", "First Name", ":default=", " ", "é", "my.X", "\x00"]))
)
def test_the_written_parts_of_a_template_are_the_text(pieces):
    text = "".join(pieces)
    parts = parse(text).parts
    assert "".join(part if isinstance(part, str) else part.text for part in parts) == text
    assert render(text).count("Ann") == sum(
        part.family == "lead" and part.name == "first name" for part in parse(text).tokens
    )


@given(st.text(alphabet="abc{}. ", max_size=30), st.text(max_size=30))
def test_one_token_between_texts_is_found(before, value):
    text = f"{before} {{{{lead.First Name}}}} end"
    filled = parse(text).render(Context(Place.TEXT, {"lead": values_of({"First Name": value})}))
    assert filled.endswith(f"{value} end")


def test_hostile_texts_take_time_that_grows_with_their_length():
    shapes = [
        "{{",
        "}}",
        "{{}}",
        "{{lead.",
        "{{lead.a",
        "{{lead.a}}",
        "{{lead.a:default=",
        "{",
        "{{ . }}",
        "{{lead.a:default={{",
    ]

    def seconds(size):
        best = []
        for shape in shapes:
            text = shape * (size // len(shape))
            start = process_time()
            parse(text)
            best.append(process_time() - start)
        return max(best)

    small = min(seconds(50_000) for _ in range(3))
    large = min(seconds(800_000) for _ in range(3))
    assert large < 16 * 6 * small + 0.05


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (Place.HTML, "A &amp; B &lt;Ltd&gt; <b>x</b>\ny <b>"),
        (Place.TEXT, "A & B <Ltd> x y <b>"),
        (Place.URL, "A%20%26%20B%20%3CLtd%3E <b>x</b>\ny <b>"),
        (Place.SUBJECT, "A & B <Ltd> x y <b>"),
    ],
)
def test_values_are_written_as_fits_the_place(place, written):
    def my(name):
        return Value("<b>x</b>\ny", trusted=True, rich=True) if name == "rich" else Value("<b>", trusted=True)

    assert render("{{lead.Company}} {{my.Rich}} {{my.Plain}}", place, my=my) == written
