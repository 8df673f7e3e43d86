"""Compositions rendered for people: choices by segment, snippets, tokens, and what is written where."""

import pytest

from mercat.domain.assets import my_tokens, tree
from mercat.domain.rendering.renderer import DEPTH, Recipient, Renderer
from mercat.domain.segments import segmentations
from mercat.domain.snippets import snippets
from mercat.model.assets import TokenType
from mercat.model.compositions import Choice, Embedded
from mercat.model.refusals import NotFound, RuleBroken, TooLong
from mercat.store import people
from support.segments import made_people, made_segmentation

STATES = {"North": [("State", "is", "ME")], "South": [("State", "is", "TX")]}


class World:
    """An instance with a segmentation, two people and a folder with a token."""

    def __init__(self, instance):
        self.instance = instance
        instance.write_now(self._fill)

    def _fill(self, tx):
        self.segmentation = made_segmentation(tx, STATES)
        document = segmentations.get_approved(tx, self.segmentation)
        self.segments = {segment.name: segment.id for segment in document.segments}
        north = {"email": "ann@example.com", "firstName": "Ann <&>", "state": "ME"}
        south = {"email": "bob@example.com", "firstName": "{{my.Name}}", "state": "TX"}
        self.north, self.south = made_people(tx, north, south)
        self.place = tree.create_folder(tx, tree.named(tx, "Marketing Activities")[0].ref, "Mail").ref
        my_tokens.define(tx, self.place, "Name", TokenType.RICH_TEXT, "<b>Acme &amp; Co</b>")

    def choice(self, **contents):
        return Choice(self.segmentation, {self.segments[name]: (text,) for name, text in contents.items()})

    def snippet(self, html, text="", *, approved=True):
        def work(tx):
            folder = tree.named(tx, "Snippets")[0].ref
            made = snippets.create(tx, folder, f"Snippet {html}"[:100], None)
            made = snippets.set_content(tx, made.id, snippets.HTML, html)
            made = snippets.set_content(tx, made.id, snippets.TEXT, text)
            return (snippets.KIND.approve(tx, made) if approved else made).id

        return self.instance.write_now(work)

    def render(self, composition, person_id=None, way="html", **recipient):
        def work(tx):
            person = people.find(tx, person_id) if person_id else None
            return getattr(Renderer(tx, self.place), way)(composition, Recipient(person, **recipient))

        return self.instance.read_now(work)


@pytest.fixture
def world(instance):
    return World(instance)


def test_a_choice_shows_what_the_segment_of_the_person_sees(world):
    composition = ("Hello ", world.choice(North="snow", South="sun", Default="world"), "!")
    assert [world.render(composition, person) for person in (world.north, world.south, None)] == [
        "Hello snow!",
        "Hello sun!",
        "Hello world!",
    ]


def test_a_segment_without_content_sees_that_of_default(world):
    assert world.render((world.choice(South="sun", Default="world"),), world.north) == "world"
    assert world.render((world.choice(South="sun"),), world.north) == ""


def test_a_preview_as_a_segment_asks_no_rules(world):
    composition = (world.choice(North="snow", South="sun", Default="world"),)
    asked = {world.segmentation: world.segments["South"]}
    assert world.render(composition, world.north, segment_ids=asked) == "sun"


def test_a_preview_as_a_segment_without_content_shows_that_of_default(world):
    composition = (world.choice(North="snow", Default="world"),)
    asked = {world.segmentation: world.segments["South"]}
    assert world.render(composition, world.north, segment_ids=asked) == "world"


def test_a_snippet_stands_in_its_place_with_its_own_text(world):
    composition = ("<p>", Embedded(world.snippet("<i>{{my.Name}}</i>", "* {{my.Name}} *")), "</p>")
    assert world.render(composition) == "<p><i><b>Acme &amp; Co</b></i></p>"
    assert world.render(composition, way="text") == "<p>* Acme & Co *</p>"


def test_a_snippet_without_text_shows_that_of_its_html(world):
    assert world.render((Embedded(world.snippet("<p>One</p><p>Two</p>")),), way="text").split() == ["One", "Two"]


def test_a_snippet_follows_the_segment_of_the_person(world):
    snippet_id = world.snippet("all", approved=False)

    def follow(tx):
        snippets.set_content(tx, snippet_id, snippets.DYNAMIC, str(world.segmentation))
        made = snippets.set_segment_piece(tx, snippet_id, world.segments["North"], snippets.HTML, "snow")
        snippets.KIND.approve(tx, made)

    world.instance.write_now(follow)
    composition = (Embedded(snippet_id),)
    assert [world.render(composition, person) for person in (world.north, world.south)] == ["snow", "all"]


def test_a_snippet_that_is_missing_or_not_approved_is_refused(world):
    with pytest.raises(NotFound):
        world.render((Embedded(99),))
    with pytest.raises(RuleBroken):
        world.render((Embedded(world.snippet("draft", approved=False)),))


@pytest.mark.parametrize(
    ("way", "first", "second"),
    [
        ("html", "Ann &lt;&amp;&gt;: <b>Acme &amp; Co</b>", "{{my.Name}}: <b>Acme &amp; Co</b>"),
        ("text", "Ann <&>: Acme & Co", "{{my.Name}}: Acme & Co"),
        ("line", "Ann <&>: Acme & Co", "{{my.Name}}: Acme & Co"),
        ("text_of_html", "Ann <&>: Acme & Co", "{{my.Name}}: Acme & Co"),
    ],
)
def test_values_of_people_are_neither_markup_nor_tokens(world, way, first, second):
    composition = ("{{lead.First Name}}: {{my.Name}}",)
    assert world.render(composition, world.north, way) == first
    assert world.render(composition, world.south, way) == second


def test_a_subject_is_one_line(world):
    assert world.render(("Hello\r\nBcc: eve@example.com ", "{{lead.First Name}}"), world.north, "line") == (
        "Hello Bcc: eve@example.com Ann <&>"
    )


def test_links_of_the_message_are_system_tokens(world):
    composition = ('<a href="{{system.unsubscribeLink}}">x</a>',)
    links = {"unsubscribeLink": "https://example.com/u?a=1&b=2"}
    assert world.render(composition, links=links) == '<a href="https://example.com/u?a=1&amp;b=2">x</a>'


def test_depth_and_length_are_bounded(world):
    composition = ("x",)
    for _ in range(DEPTH):
        composition = (Choice(world.segmentation, {world.segments["Default"]: composition}),)
    assert world.render(composition) == "x"
    with pytest.raises(RuleBroken):
        world.render((Choice(world.segmentation, {world.segments["Default"]: composition}),))
    with pytest.raises(TooLong):
        world.render(("x" * 1_000_000,) * 17)
