"""HTML: what it declares, changes that leave the rest as it is, its text, and that no source is too hostile."""

import html
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mercat.domain.markup import markup, nesting, reader, variables
from mercat.model.markup import RegionKind, Span, VariableType
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule

TEXT = '<div class="mktoText" id="intro" mktoName="Intro">Hello <b>you</b></div>'
MODULE = '<tr class="mktoModule" id="{id}" mktoName="M" {more}><td>{content}</td></tr>'
EMAIL = (
    '<!DOCTYPE html>\r\n<html><head><meta class="mktoColor" id="ink" mktoName="Ink" default="#112233">\r\n'
    '<meta class="mktoNumber" id="gap" mktoName="Gap" default="12" min="8" max="18" units="px"></head>\r\n'
    '<body style="color:${ink}"><table class="mktoContainer" id="box">'
    + MODULE.format(
        id="hero", more='mktoAddByDefault="false"', content='<img class="mktoImg" id="pic" mktoName="P" src=a>'
    )
    + MODULE.format(id="body", more="", content=TEXT)
    + "</table>${gap}</body></html>"
)
PIECES = """<div class="mktoText" id="a">~</div>~<td class=mktoText id=b\r\n mktoName='x'>~</td>~</table>~</tr>~<b id=1>
~</b>~<p>~</p>~<svg>~<a/>~</svg>~<!--~-->~<script>~</script>~<style>~</style>~\r~\n~\r\n~é~😀~\0~\ufeff~<~>~'~${v}~&amp;
~&~<meta class="mktoNumber" id="v" min=1 max=x default="${v}">~<table class="mktoContainer" id=c>~<template>~</template>
~<tr class="mktoModule" id=d>~<img class=mktoImg id=i src=x>~<object>~</object>~<li class=mktEditable>~<li>~</>~<?x?>
~<caption class=mktEditable id=k>~</caption>~<div id=mktoContent>~<![CDATA[~]]>~<textarea>~</textarea>~<plaintext>~=~ ~/
~<noscript>~<math>~</math>~<p onclick=x ~"""
SOURCES = st.lists(st.sampled_from([*PIECES.split("~"), '"']), max_size=60).map("".join)


def parse_body(body: str):
    return markup.parse(f"<html><body>{body}</body></html>")


def rules(refusals) -> list[Rule]:
    return [refusal.rule for refusal in refusals]


def sliced(template, span: Span) -> str:
    return template.html[span.start : span.end]


def test_a_region_has_its_place_in_the_source():
    template = parse_body(TEXT)
    (region,) = template.regions
    assert (region.kind, region.id, region.name) == (RegionKind.TEXT, "intro", "Intro")
    assert (sliced(template, region.span), sliced(template, region.inner)) == (TEXT, "Hello <b>you</b>")
    assert (template.problems, template.module_problems, template.warnings) == ((), (), ())


def test_an_email_declares_modules_in_a_container_and_variables():
    template = markup.parse(EMAIL)
    assert (template.problems, template.module_problems) == ((), ())
    assert [(module.id, module.container, module.add_by_default) for module in template.modules] == [
        ("hero", "box", False),
        ("body", "box", True),
    ]
    assert [(region.id, region.kind, region.module) for region in template.regions] == [
        ("pic", RegionKind.IMAGE, "hero"),
        ("intro", RegionKind.TEXT, "body"),
    ]
    assert [(use.id, sliced(template, use.span)) for use in template.uses] == [("ink", "${ink}"), ("gap", "${gap}")]
    gap = template.variable("gap")
    assert (gap.type, gap.default, gap.min, gap.max, gap.units) == (VariableType.NUMBER, "12", 8, 18, "px")


def test_a_module_that_is_not_active_is_not_added_by_default():
    row = MODULE.format(id="m", more='mktoActive="false" mktoAddByDefault="true"', content="")
    (module,) = parse_body(f'<table class="mktoContainer" id="c">{row}</table>').modules
    assert (module.is_active, module.add_by_default) == (False, False)


def test_a_region_of_version_1_is_named_by_its_id():
    (region,) = parse_body('<div class="wide mktEditable" id="edit_text_3">x</div>').regions
    assert (region.kind, region.name, region.is_legacy) == (RegionKind.TEXT, "edit_text_3", True)


def test_a_free_form_page_has_a_place_for_its_elements():
    assert parse_body('<div id="mktoContent"></div>').free_form.tag == "div"
    assert parse_body('<div class="mktoContent"></div>').free_form.tag == "div"
    assert parse_body("<div></div>").free_form is None


def test_comments_scripts_and_styles_declare_nothing():
    hidden = f"<!--{TEXT}--><script>'{TEXT}'</script><style>{TEXT}</style>"
    assert parse_body(hidden).regions == ()


def test_filling_changes_the_regions_and_nothing_else():
    template = markup.parse(EMAIL)
    filled = markup.fill(template, {"intro": "<i>Bye</i>", "pic": "<img src=b>"})
    image = '<img class="mktoImg" id="pic" mktoName="P" src=a>'
    assert filled == EMAIL.replace("Hello <b>you</b>", "<i>Bye</i>").replace(image, "<img src=b>")


def test_the_value_of_an_attribute_has_its_place():
    template = parse_body("<div title=\"id='x'\"\r\n CLASS=mktoText ID = 'one' mktoName=\"A &amp; B\"></div>")
    (region,) = template.regions
    assert sliced(template, markup.attribute_span(template, region, "id")) == "one"
    assert sliced(template, markup.attribute_span(template, region, "mktoname")) == "A &amp; B"
    assert markup.attribute_span(template, region, "src") is None


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ("<ul><li class=mktEditable id=a>one<li>two</ul>", "one"),
        ("<table><tr><td class=mktEditable id=a>one<td>two</table>", "one"),
        ("<p class=mktEditable id=a>one<div>two</div>", "one"),
        (
            "<div class=mktEditable id=a><table><tr><td></div>x</td></tr></table></div>",
            "<table><tr><td></div>x</td></tr></table>",
        ),
        ("<div class=mktEditable id=a><b>x</div></b>", "<b>x"),
        ("<b><div class=mktEditable id=a>x</b>y</div>", "x</b>y"),
        ("<div class=mktEditable id=a><br/><img src=x>y</div>", "<br/><img src=x>y"),
        ("<svg><g/><desc class=mktEditable id=a>x</desc></svg>", "x"),
    ],
)
def test_a_region_ends_where_a_browser_ends_it(source, content):
    template = parse_body(source)
    assert sliced(template, template.regions[0].inner) == content
    assert template.problems == ()


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        ("<div class=mktoText mktoName=n></div>", [Rule.ELEMENT_WITHOUT_ID]),
        ("<div class=mktoText id='a b' mktoName=n></div>", [Rule.ELEMENT_ID_UNFIT]),
        ("<div class=mktoText id=a mktoName=n></div><i id=a></i>", [Rule.ELEMENT_ID_TWICE]),
        ("<div class=mktoText id=a mktoName=n>", [Rule.ELEMENT_NOT_CLOSED]),
        ("<p class=mktEditable id=a><i class=mktEditable id=b></i></p>", [Rule.REGION_IN_REGION]),
        ("<table class=mktoModule id=a mktoName=n></table>", [Rule.MODULE_OUTSIDE_CONTAINER]),
        ("<div class=mktoContainer id=a></div>", [Rule.CONTAINER_TAG_UNFIT]),
        ("<table class=mktoContainer id=a></table><table class=mktoContainer id=b></table>", [Rule.CONTAINER_TWICE]),
        ("<table class=mktoContainer id=a><tr></tr></table>", [Rule.CONTAINER_HOLDS_OTHERS]),
        ("<table class=mktoContainer id=a>x</table>", [Rule.CONTAINER_HOLDS_OTHERS]),
        ("<table class=mktoContainer id=a><table class=mktoModule id=b></table></table>", [Rule.MODULE_TAG_UNFIT]),
        ("<table class=mktoContainer id=a>\n<tbody> <!----><tr class=mktoModule id=b mktoName=n></tbody></table>", []),
        ("<td class=mktoContainer id=a><table class=mktoModule id=b mktoName=n></table></td>", []),
        ("<meta class=mktoDate id=a mktoName=n>", [Rule.VARIABLE_TYPE_UNKNOWN]),
        ("<meta class=mktoList id=a mktoName=n values=', '>", [Rule.VARIABLE_WITHOUT_VALUES]),
        ("<meta class=mktoNumber id=a mktoName=n>", [Rule.VARIABLE_WITHOUT_DEFAULT]),
        ("<meta class=viewport name=a>", []),
    ],
)  # fmt: skip
def test_what_is_declared_wrongly_is_a_problem(body, broken):
    template = parse_body(body)
    assert rules((*template.problems, *template.module_problems)) == broken


@pytest.mark.parametrize(
    ("body", "doubts"),
    [
        ("<div class=mktoText id=a></div>", [Rule.ELEMENT_UNNAMED]),
        ("<meta class=mktoColor id=a mktoName=n default=red>", [Rule.VARIABLE_DEFAULT_UNFIT]),
        ("<meta class=mktoNumber id=a mktoName=n default=3 min=4>", [Rule.VARIABLE_DEFAULT_UNFIT]),
        ("${nobody} ${nobody}", [Rule.VARIABLE_UNKNOWN]),
        ("<meta class=mktoString id=a mktoName=n default='${nobody}'>${a}", []),
    ],
)
def test_what_may_be_a_mistake_is_a_warning(body, doubts):
    template = parse_body(body)
    assert (rules(template.problems), rules(template.warnings)) == ([], doubts)


@pytest.mark.parametrize(
    ("declaration", "accepted", "refused"),
    [
        ("class=mktoNumber default=1 min=-1.5 max=20", ["-1.5", "0", "20"], ["", "-1.6", "21", "x", "nan", "1e3"]),
        ("class=mktoList values='a, b,c'", ["a", "b", "c"], ["", "A", "a,b"]),
        ("class=mktoColor", ["", "#a0B1c2"], ["red", "#abc", "#1234567"]),
        ("class=mktoBoolean", ["true", "False"], ["", "yes"]),
        ("class=mktoString", ["", "anything"], []),
    ],
)
def test_a_variable_takes_values_of_its_type(declaration, accepted, refused):
    (variable,) = parse_body(f"<meta {declaration} id=v mktoName=n>").variables
    assert [value for value in (*accepted, *refused) if variables.accepts(variable, value)] == accepted


@pytest.mark.parametrize(
    ("declaration", "default", "text"),
    [
        ("class=mktoNumber default=12 units=px", "12", "12px"),
        ("class=mktoList values='a, b'", "a", "a"),
        ("class=mktoBoolean", "false", "false"),
        ("class=mktoBoolean default=true true_value=block false_value=none", "true", "block"),
        ("class=mktoString default='<b>'", "<b>", "&lt;b&gt;"),
        ("class=mktoString default='<b>' allowHtml=true", "<b>", "<b>"),
        ("class=mktoHTML default='&lt;hr>'", "<hr>", "<hr>"),
        ("class=mktoImg default=http://e.com/a.png", "http://e.com/a.png", "http://e.com/a.png"),
    ],
)
def test_a_variable_is_written_by_its_type(declaration, default, text):
    (variable,) = parse_body(f"<meta {declaration} id=v mktoName=n>").variables
    assert (variable.default, variables.written(variable, variable.default)) == (default, text)


def test_text_has_blocks_on_lines_and_links_with_addresses():
    source = (
        "<head><title>x</title><style>p{}</style></head><h1>Hi  {{lead.First Name:default=there}}</h1>\n<p>A <b>"
        'bold</b>\nmove,<br>and &amp; <a href="http://e.com/">here</a>.</p><ul><li>one<li>'
        '<a href="mailto:a@b.c">a@b.c</a></ul>'
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</table><script>run()</script><a href='#top'>end</a>"
    )
    assert markup.to_text(source) == (
        "Hi {{lead.First Name:default=there}}\n\nA bold move,\nand & here <http://e.com/>.\n\n"
        "* one\n* a@b.c\n\na b\nc\n\nend"
    )  # fmt: skip


@pytest.mark.parametrize("body", ["<script>", "<a href=' javascript:run()'>", "<p onclick=run()>", "<svg onload='x'/>"])
def test_a_script_is_noticed(body):
    assert markup.has_script(body)


def test_text_about_scripts_is_no_script():
    assert not markup.has_script("<p title='onclick'>&lt;script> javascript:</p><!-- <script> -->")


@given(SOURCES)
def test_no_markup_is_refused_and_every_span_is_that_of_the_source(source):
    template = markup.parse(source)
    assert markup.fill(template, {}) == source
    for element in (*template.regions, *template.modules, *template.containers):
        start, inner, end = element.span.start, element.inner, element.span.end
        assert start < inner.start <= inner.end <= end <= len(source)
        assert source[start:].lower().startswith(f"<{element.tag}") and source[inner.start - 1] == ">"
        if inner.end != end:
            assert source[inner.end :].lower().startswith(f"</{element.tag}") and source[end - 1] == ">"
        if element.id:
            value = sliced(template, markup.attribute_span(template, element, "id"))
            assert html.unescape(value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "�")) == element.id
    assert all(sliced(template, variable.span).startswith("<meta") for variable in template.variables)
    markup.fill(template, {region.id: "x" for region in template.regions})
    markup.to_text(source)
    markup.has_script(source)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("x" * (reader.BYTES + 1), Rule.HTML_TOO_LARGE),
        ("é" * (reader.BYTES // 2 + 1), Rule.HTML_TOO_LARGE),
        ("<div>" * (nesting.DEPTH + 1), Rule.HTML_TOO_DEEP),
        ("<p class=mktEditable id=a></p>" * (reader.DECLARATIONS + 1), Rule.REGIONS_LIMIT),
    ],
)
def test_a_source_out_of_bounds_is_refused(source, rule):
    with pytest.raises(RuleBroken) as raised:
        markup.parse(source)
    assert raised.value.rule is rule


@pytest.mark.parametrize(
    "source",
    [
        "x" * reader.BYTES,
        "<div>" * nesting.DEPTH,
        "<p class=mktEditable id=a></p>" * reader.DECLARATIONS,
    ],
)
def test_a_source_at_its_bounds_is_read(source):
    assert markup.parse(source).html == source


@pytest.mark.parametrize(
    "source",
    [
        "<p>" + "".join(f"<b id={number}>" for number in range(400)) + "<p>x" * 200_000,
        "<div>" * 499 + "</b>" * 200_000,
        "<table><td>" * 249 + "</div>" * 150_000,
        "<b><table><td>" + "<i>" * 490 + "<u></u></b>" * 90_000,
        "<a href=http://x>y" * 50_000,
        "<template>" * 50_000 + "</b>" * 100_000,
        '<meta class="mktoList" id=a values="' + "," * 900_000 + '">',
    ],
)
def test_hostile_markup_takes_time_in_proportion(source):
    start = process_time()
    try:
        markup.parse(source)
    except RuleBroken as broken:
        assert broken.rule is Rule.HTML_TOO_DEEP
    markup.to_text(source)
    assert process_time() - start < 5  # a second or less; what grows by the square takes minutes
