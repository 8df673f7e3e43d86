"""Tokens filled from an instance: My Tokens down the tree, people's fields, the program, the time."""

from datetime import UTC, datetime

import pytest

from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.people import sync
from mercat.domain.tokens import template
from mercat.domain.tokens.context import for_person
from mercat.domain.tokens.template import Place
from mercat.model.assets import Kind, ProgramType, Ref, TokenType
from mercat.model.clock import from_datetime

ROOT = Ref(Kind.FOLDER, 15)


class Tree:
    """Marketing Activities > Default > Outer > Inner > the program, and what texts render to in it."""

    def __init__(self, instance):
        self.instance = instance
        self.outer = self.write(tree.create_folder, ROOT, "Outer").ref
        self.inner = self.write(tree.create_folder, self.outer, "Inner").ref
        program = self.write(programs.create, self.inner, "R&D", ProgramType.DEFAULT, "Blog", Details("All of it"))
        self.program = Ref(Kind.PROGRAM, program.id)

    def write(self, work, *args, **more):
        return self.instance.write_now(lambda tx: work(tx, *args, **more))

    def define(self, owner, name, value, type=TokenType.TEXT):
        self.write(my_tokens.define, owner, name, type, value)

    def render(self, text, person=None, program_id=None, **more):
        def work(tx):
            return template.compile(text).render(for_person(tx, person, program_id or self.program.id, **more))

        return self.instance.read_now(work)


@pytest.fixture
def place(instance):
    return Tree(instance)


def test_my_tokens_are_inherited_and_the_nearest_wins(place):
    for owner, value in ((ROOT, "root"), (place.outer, "outer"), (place.inner, "inner"), (place.program, "program")):
        place.define(owner, "X", value)
        assert place.render("{{my.X}}") == value
    for owner, value in ((place.program, "inner"), (place.inner, "outer"), (place.outer, "root")):
        place.write(my_tokens.delete, owner, "X", TokenType.TEXT)
        assert place.render("{{my.X}}") == value
    place.write(my_tokens.delete, ROOT, "X", TokenType.TEXT)
    assert place.render("{{my.X}}") == "{{my.X}}"


def test_tokens_do_not_climb_and_stay_out_of_other_branches(place):
    other = place.write(tree.create_folder, ROOT, "Other").ref
    place.define(other, "X", "other")
    place.define(place.program, "Y", "program")
    assert place.render("{{my.X}} {{my.Y}}") == "{{my.X}} program"
    text = place.instance.read_now(
        lambda tx: template.compile("{{my.X}} {{my.Y:default=-}}").render(for_person(tx, None, folder_id=other.id))
    )
    assert text == "other -"


def test_a_transaction_sees_its_own_changes_and_undoes_them_with_itself(place):
    place.define(place.outer, "X", "before")
    assert place.render("{{my.X}}") == "before"

    def work(tx):
        my_tokens.define(tx, place.outer, "X", TokenType.TEXT, "after")
        assert template.compile("{{my.X}}").render(for_person(tx, None, place.program.id)) == "after"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        place.instance.write_now(work)
    assert place.render("{{my.X}}") == "before"


def test_my_tokens_are_markup_and_may_hold_other_tokens_but_no_my_tokens(place):
    person = {"First Name": "<Ann>"}
    place.define(place.program, "Rich", "<b>{{lead.First Name}}</b> {{my.Rich}} {{program.Name}}", TokenType.RICH_TEXT)
    place.define(place.program, "Sum", "{{lead.First Name}}", TokenType.SFDC_CAMPAIGN)
    assert place.render("{{my.rich}}", person) == "<b>&lt;Ann&gt;</b> {{my.Rich}} R&amp;D"
    assert place.render("{{my.rich}}", person, place=Place.TEXT) == "<Ann> {{my.Rich}} R&D"
    assert place.render("{{my.Sum}}", person) == "{{lead.First Name}}"


def test_program_and_campaign_tell_of_themselves(place):
    text = "{{program.Name}}|{{program.id}}|{{program.Description}}|{{campaign.name}}|{{campaign.id}}"
    assert place.render(text, campaign={"name": "Send", "id": 7}) == f"R&amp;D|{place.program.id}|All of it|Send|7"
    assert place.render("{{program.Name:default=none}}", program_id=99) == "none"


def test_the_time_is_the_subscriptions(place):
    place.instance.clock.set(from_datetime(datetime(2013, 8, 8, 23, 36, 13, tzinfo=UTC)))
    text = "{{system.date}}|{{system.time}}|{{system.dateTime}}"
    assert place.render(text, zone="America/Los_Angeles") == "Aug 08, 2013|04:36 PM (GMT -0700)|2013-08-08 16:36:13"
    assert place.render(text) == "Aug 08, 2013|06:36 PM (GMT -0500)|2013-08-08 18:36:13"
    assert place.render("{{system.time}}", zone="Asia/Shanghai") == "07:36 AM (GMT +0800)"


def test_links_are_those_of_the_message(place):
    links = {"unsubscribeLink": "https://x.test/u?a=1&b=2", "viewAsWebpageLink": "https://x.test/v"}
    text = '<a href="{{system.unsubscribeLink}}">{{system.viewAsWebpageLink}}{{system.forwardToFriendLink}}</a>'
    assert place.render(text, links=links) == '<a href="https://x.test/u?a=1&amp;b=2">https://x.test/v</a>'


def test_members_and_triggers_bring_their_own_values(place):
    text = "{{member.webinar url}} {{trigger.Name}} {{trigger.Search Engine}}."
    assert place.render(text, member={"Webinar URL": "https://x.test"}, trigger={"Name": "Home"}) == (
        "https://x.test Home ."
    )


def test_people_are_read_by_the_display_names_of_their_fields(place):
    record = {
        "email": "ann@example.com",
        "firstName": "Ann & Co",
        "company": "<Acme>",
        "billingCity": "Oslo",
        "annualRevenue": 1500.0,
        "doNotCall": True,
        "leadScore": 42,
    }
    (outcome,) = place.write(sync.sync, [record])
    text = (
        "{{lead.First Name}}|{{lead.Email Address}}|{{lead.Last Name:default=friend}}|{{lead.Id}}"
        "|{{lead.Nobody:default=?}}|{{company.Company Name}}|{{Company.City}}|{{company.Annual Revenue}}"
        "|{{company.First Name:default=no}}"
        "|{{lead.Do Not Call}}|{{lead.Unsubscribed}}"
    )
    assert place.render(text, outcome.id) == (
        f"Ann &amp; Co|ann@example.com|friend|{outcome.id}|?|&lt;Acme&gt;|Oslo|1500|no|true|false"
    )
    assert place.render("{{lead.First Name}}{{company.Company Name}}", outcome.id, place=Place.TEXT) == "Ann & Co<Acme>"


def test_times_of_people_are_the_subscriptions(place):
    place.instance.clock.set(from_datetime(datetime(2026, 3, 1, 2, 3, 4, tzinfo=UTC)))
    (outcome,) = place.write(sync.sync, [{"email": "ann@example.com"}])
    assert place.render("{{lead.Created At}}", outcome.id) == "2026-02-28 20:03:04"


def test_a_person_who_is_gone_has_empty_fields(place):
    assert place.render("{{lead.First Name:default=you}}{{lead.Id}}", 99) == "you"
