"""Composing emails: what nobody changed stays byte for byte, and every change is in its place alone."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mercat.domain.emails import layout
from mercat.domain.emails.composing import compose
from mercat.domain.markup import markup
from mercat.model.compositions import Choice, Embedded
from mercat.model.emails import Email, Line, Part, PlacedModule, Section

IDS = ("one", "two", "three", "four")
blanks = st.text(" \t\r\n", max_size=4)
words = st.text("ab <é💡&;\r\n", max_size=8)


def module(id, text="", default="true"):
    row = f'<tr class="mktoModule" id="{id}" mktoName="{id}" mktoAddByDefault="{default}"><td>'
    return f'{row}<p class="mktoText" id="{id}-text" mktoName="t">{text}</p></td></tr>'


def source(modules, between=("",) * 5, around=("<html>\r\n<body>", "</body>\n</html>")):
    rows = "".join(f"{blank}{one}" for blank, one in zip(between, modules, strict=False))
    table = f'<table class="mktoContainer" id="all">{rows}{between[-1]}</table>'
    return f"{around[0]}{table}{around[1]}"


def composed(html, content=None):
    template = markup.parse(html)
    return compose(template, content or Email(1, modules=layout.first_modules(template)))


def text(composition):
    assert all(isinstance(piece, str) for piece in composition)
    return "".join(composition)


@settings(deadline=None)
@given(st.lists(blanks, min_size=5, max_size=5), st.lists(words, min_size=4, max_size=4))
def test_what_nobody_changed_is_the_source(between, texts):
    html = source([module(id, one) for id, one in zip(IDS, texts, strict=True)], between)
    assert text(composed(html).html) == html


@settings(deadline=None)
@given(st.permutations(IDS), st.integers(1, 4))
def test_modules_in_another_order_are_those_of_the_source(order, count):
    modules = {id: module(id, f"text of {id}") for id in IDS}
    html = source(modules.values(), ("\n",) * 5)
    content = Email(1, modules=tuple(PlacedModule(id, id) for id in order[:count]))
    assert text(composed(html, content).html) == source([modules[id] for id in order[:count]], ("\n",) * 5)


@settings(deadline=None)
@given(st.sampled_from(IDS), words)
def test_a_section_changes_its_region_alone(id, content):
    modules = {one: module(one, f"text of {one}") for one in IDS}
    html = source(modules.values())
    template = markup.parse(html)
    sections = {f"{id}-text": Section(Part(html=content))}
    email = Email(1, modules=layout.first_modules(template), sections=sections)
    assert text(compose(template, email).html) == source((modules | {id: module(id, content)}).values())


def test_a_module_that_is_not_in_use_leaves_no_trace():
    html = source([module("one"), module("two", default="false"), module("three")], ("\n", "\n", "\n", "\n", "\n"))
    assert text(composed(html).html) == source([module("one"), module("three")], ("\n",) * 5)


def test_a_copy_has_ids_of_its_own():
    html = source([module("one", "first")])
    copy = PlacedModule("one2", "one", "A & b", {"one-text": "one-text2"})
    content = Email(1, modules=(PlacedModule("one", "one"), copy), sections={"one-text2": Section(Part(html="second"))})
    second = (
        module("one2", "second")
        .replace('"one2-text"', '"one-text2"')
        .replace('mktoName="one2"', 'mktoName="A &amp; b"')
    )
    assert text(composed(html, content).html) == source([module("one", "first"), second])


def test_dynamic_content_and_snippets_are_pieces():
    html = source([module("one", "for all"), module("two", "x")])
    sections = {
        "one-text": Section(segmentation_id=7, by_segment={1: Part(html="a"), 2: Part(), 3: Part(snippet_id=9)}),
        "two-text": Section(Part(snippet_id=8)),
    }
    template = markup.parse(html)
    email = Email(1, modules=layout.first_modules(template), sections=sections, subject=Line("", 7, {1: "b"}))
    composition = compose(template, email)
    start, choice, middle, snippet, end = composition.html
    assert choice == Choice(7, {1: ("a",), 2: ("for all",), 3: (Embedded(9),)})
    assert snippet == Embedded(8)
    assert start + "for all" + middle + "x" + end == html
    assert composition.subject == (Choice(7, {1: ("b",)}),)
    assert composition.text == (Choice(7, {1: ("a",), 2: ("for all",), 3: (Embedded(9),)}), "\n\n", Embedded(8))


def test_the_text_version_is_written_or_follows_from_the_html():
    html = source([module("one", "<b>Hello</b>"), module("two", ""), module("three", "Bye")])
    template = markup.parse(html)
    email = Email(1, modules=layout.first_modules(template))
    assert compose(template, email).text == ("Hello\n\nBye",)
    written = replace(email, sections={"one-text": Section(Part(text="Hi"))})
    assert compose(template, written).text == ("Hi\n\nBye",)
    assert compose(template, replace(email, copies_to_text=True)).text is None
    assert compose(markup.parse("<p>x</p>"), Email(1)).text is None


def test_a_variable_is_written_where_it_is_used():
    declared = '<meta class="mktoString" id="a" mktoName="A" default="x">'
    declared += '<meta class="mktoNumber" id="b" mktoName="B" default="1" units="px">'
    html = f'{declared}<p style="top:${{b}}">${{a}} ${{c}}</p><div class="mktEditable" id="d">${{a}}</div>'
    template = markup.parse(html)
    expected = html.replace("${a}", "x").replace("${b}", "1px")
    assert text(compose(template, Email(1)).html) == expected
    content = Email(1, variables={"a": "<"}, sections={"d": Section(Part(html="${a}"))})
    expected = html.replace(">${a} ", ">&lt; ").replace("${b}", "1px")
    assert text(compose(template, content).html) == expected
