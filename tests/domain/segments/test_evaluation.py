"""Who meets the rules of smart lists, and which segment somebody is in."""

from functools import partial

import pytest

from mercat.domain.assets import programs
from mercat.domain.assets.programs import Details
from mercat.domain.lists import static_lists
from mercat.domain.members import status
from mercat.domain.records import sync as record_sync
from mercat.domain.records.types import standard
from mercat.domain.segments import evaluation, filters, segmentations, segments, smart_lists
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.model.refusals import InUse, NotFound, PersonNotFound, RuleBroken
from mercat.model.rules import Rule
from mercat.model.smart_lists import Segment, SmartListRules
from support.segments import DATABASE, doing, made_filter, made_list, made_people, made_segmentation, rules_of

ZONE = Ref(Kind.FOLDER, 15)
PEOPLE = (
    {"email": "ada@a.test", "country": "Germany", "title": "Engineer", "leadScore": 40, "dateOfBirth": "1990-05-01"},
    {"email": "bob@a.test", "country": "France", "title": "Director", "leadScore": 5},
    {"email": "cyd@b.test", "country": "germany", "title": "Engineer"},
    {"email": "dan@b.test"},
)


@pytest.fixture
def do(instance):
    return doing(instance)


def emails(tx, rules):
    return [person.document["email"][:3] for person in smart_lists.meeting(tx, rules, limit=100).items]


@pytest.mark.parametrize(
    ("words", "match", "logic", "expected"),
    [
        ([], "all", "", ["ada", "bob", "cyd", "dan"]),
        ([("Country", "is", "Germany")], "all", "", ["ada", "cyd"]),
        ([("Email Address", "is", "BOB@a.test")], "all", "", ["bob"]),
        ([("Email Address", "contains", "@b.")], "all", "", ["cyd", "dan"]),
        ([("Country", "is", "Germany"), ("Lead Score", "at least", "10")], "all", "", ["ada"]),
        ([("Country", "is", "France"), ("Lead Score", "at least", "10")], "any", "", ["ada", "bob"]),
        ([("Date of Birth", "before", "2000-01-01")], "all", "", ["ada", "bob", "cyd", "dan"]),
        ([("Date of Birth", "on or after", "1990-05-01")], "all", "", ["ada"]),
        ([("Unsubscribed", "is", "false"), ("Job Title", "is not empty")], "all", "", ["ada", "bob", "cyd"]),
        (
            [("Job Title", "is", "Engineer"), ("Country", "is", "France"), ("Lead Score", "is", "5")],
            "advanced",
            "1 or (2 and 3)",
            ["ada", "bob", "cyd"],
        ),
    ],
)
def test_filters_on_fields_find_people(do, words, match, logic, expected):
    do(lambda tx: made_people(tx, *PEOPLE))
    assert do(lambda tx: emails(tx, rules_of(tx, *words, match=match, logic=logic))) == expected


def test_fields_of_a_company_are_those_of_its_record(do):
    def work(tx):
        record_sync.sync(
            tx, standard()["company"], [{"externalCompanyId": "C1", "company": "Acme", "industry": "Tools"}]
        )
        made_people(tx, {"email": "ada@a.test", "externalCompanyId": "C1"}, {"email": "bob@a.test", "industry": "Food"})
        return emails(tx, rules_of(tx, ("Industry", "is", "tools"))), emails(
            tx, rules_of(tx, ("Industry", "is", "food"))
        )

    assert do(work) == (["ada"], ["bob"])


def test_members_of_lists_and_programs_are_found(do):
    def work(tx):
        ada, bob, cyd, _ = made_people(tx, *PEOPLE)
        for name, ids in (("Readers", [ada, bob]), ("Writers", [cyd])):
            static_lists.add(tx, static_lists.create(tx, name, DATABASE), ids)
        program = programs.create(tx, ZONE, "Fair", ProgramType.EVENT, "Tradeshow", Details())
        status.set_all(tx, program.id, "Invited", [ada])
        status.set_all(tx, program.id, "Visited Booth", [cyd])
        made_list(tx, "Germans", ("Country", "is", "Germany"))
        attended = filters.make(tx, "Member of Program", "is", ["Fair"], [("Status", "is", ["Visited Booth"])])
        return [
            emails(tx, rules)
            for rules in (
                rules_of(tx, ("Member of List", "in", "Readers")),
                rules_of(tx, ("Member of List", "in", "Readers", "Writers")),
                rules_of(tx, ("Member of List", "not in", "Readers")),
                rules_of(tx, ("Member of Program", "is", "Fair")),
                rules_of(tx, ("Member of Program", "is not", "Fair")),
                SmartListRules(filters=(attended,)),
                rules_of(tx, ("Member of Smart List", "in", "Germans"), ("Member of List", "in", "Readers")),
                rules_of(tx, ("Member of Smart List", "not in", "Germans")),
            )
        ]

    assert do(work) == [
        ["ada", "bob"],
        ["ada", "bob", "cyd"],
        ["cyd", "dan"],
        ["ada", "cyd"],
        ["bob", "dan"],
        ["cyd"],
        ["ada"],
        ["bob", "dan"],
    ]


def test_a_page_ends_where_the_next_one_begins(do):
    ids = do(lambda tx: made_people(tx, *PEOPLE))
    number = do(lambda tx: made_list(tx, "Filled", ("Country", "is not empty")))
    first = do(lambda tx: smart_lists.people(tx, number, limit=2))
    assert ([person.id for person in first.items], first.cursor) == (ids[:2], ids[1])
    rest = do(lambda tx: smart_lists.people(tx, number, after=ids[1], limit=2))
    assert ([person.id for person in rest.items], rest.cursor) == ([ids[2]], None)
    assert [do(lambda tx, one=one: smart_lists.matches(tx, number, one)) for one in (*ids, 99)] == [
        True,
        True,
        True,
        False,
        False,
    ]


# -- rules that cannot be evaluated ---------------------------------------------------------------------------------


def refused(do, work):
    with pytest.raises(RuleBroken) as caught:
        do(work)
    return caught.value.rule


def test_a_filter_that_is_not_understood_finds_nobody_and_says_so(do):
    (ada,) = do(lambda tx: made_people(tx, PEOPLE[0]))
    number = do(
        lambda tx: made_list(
            tx, "Visitors", ("Country", "is", "Germany"), ("Visited Web Page", "is", "a.html"), match="any"
        )
    )
    for work in (
        lambda tx: smart_lists.people(tx, number, limit=1),
        lambda tx: smart_lists.matches(tx, number, ada),
        lambda tx: evaluation.check(tx, rules_of(tx, ("Member of Smart List", "in", "Visitors"))),
        lambda tx: evaluation.check(
            tx, SmartListRules(filters=(filters.make(tx, "Country", "is", ["x"], [("Since", "is", ["1"])]),))
        ),
    ):
        assert refused(do, work) is Rule.FILTER_NOT_EVALUATED


def test_a_program_that_is_gone_finds_nobody_and_says_so(do):
    program = do(lambda tx: programs.create(tx, ZONE, "Fair", ProgramType.EVENT, "Tradeshow", Details()))
    rules = do(lambda tx: rules_of(tx, ("Member of Program", "is", "Fair")))
    do(lambda tx: programs.delete(tx, program.id))
    assert refused(do, lambda tx: evaluation.check(tx, rules)) is Rule.FILTER_NOT_EVALUATED


def names_two(tx):
    return rules_of(tx, ("Member of Smart List", "in", "Two"))


def test_a_smart_list_may_not_lead_back_to_itself(do):
    one = do(lambda tx: made_list(tx, "One", ("Country", "is", "Germany")))
    two = do(lambda tx: made_list(tx, "Two", ("Member of Smart List", "in", "One")))
    for number in (one, two):
        rule = refused(do, partial(smart_lists.define, smart_list_id=number, rules=do(names_two)))
        assert rule is Rule.SMART_LIST_CIRCULAR


def test_smart_lists_that_name_one_another_have_a_depth(do):
    def work(tx):
        made_list(tx, "L0")
        for number in range(1, evaluation.DEPTH + 1):
            made_list(tx, f"L{number}", ("Member of Smart List", "in", f"L{number - 1}"))

    do(work)
    made_people_ids = do(lambda tx: made_people(tx, PEOPLE[0]))
    assert do(lambda tx: smart_lists.matches(tx, evaluation.DEPTH, made_people_ids[0]))
    deepest = lambda tx: smart_lists.matches(tx, evaluation.DEPTH + 1, 1)  # noqa: E731
    assert refused(do, deepest) is Rule.FILTER_NOT_EVALUATED


# -- segments -------------------------------------------------------------------------------------------------------


def test_the_first_segment_that_takes_somebody_has_them(do):
    ids = do(lambda tx: made_people(tx, *PEOPLE))
    number = do(
        lambda tx: made_segmentation(
            tx,
            {"Leaders": [("Job Title", "is", "Director")], "Europe": [("Country", "is", "Germany", "France")]},
        )
    )
    assert number == 1001
    names = [do(lambda tx, one=one: segments.of_person(tx, number, one)).name for one in ids]
    assert names == ["Europe", "Leaders", "Europe", "Default"]
    with pytest.raises(PersonNotFound):
        do(lambda tx: segments.of_person(tx, number, 99))
    with pytest.raises(NotFound):
        do(lambda tx: segments.of_person(tx, 1, ids[0]))


def test_people_follow_the_approved_segments_until_the_draft_is_approved(do):
    (ada,) = do(lambda tx: made_people(tx, PEOPLE[0]))
    number = do(lambda tx: made_segmentation(tx, {"Germany": [("Country", "is", "Germany")]}, approved=False))
    assert refused(do, lambda tx: segments.of_person(tx, number, ada)) is Rule.NOT_APPROVED
    document = do(lambda tx: segmentations.KIND.approve(tx, segmentations.KIND.get(tx, number)))
    first = document.versions.approved.segments[0]

    def change(tx):
        parts = [
            Segment(segmentations.NEW, "Engineers", rules_of(tx, ("Job Title", "is", "Engineer"))),
            Segment(first.id, "Deutschland", first.rules),
        ]
        return segmentations.define(tx, number, parts)

    draft = do(change).versions.draft
    assert [(one.id, one.name) for one in draft.segments] == [
        (1003, "Engineers"),
        (1001, "Deutschland"),
        (1002, "Default"),
    ]
    assert do(lambda tx: segments.of_person(tx, number, ada)).name == "Germany"
    do(lambda tx: segmentations.KIND.approve(tx, segmentations.KIND.get(tx, number)))
    assert do(lambda tx: segments.of_person(tx, number, ada)).name == "Engineers"
    assert do(lambda tx: segmentations.segment(tx, number, 1001)).name == "Deutschland"
    assert do(lambda tx: segmentations.segment(tx, number, "default")).id == 1002
    with pytest.raises(NotFound):
        do(lambda tx: segmentations.segment(tx, number, "Germany"))


def test_segments_for_approval_need_rules_that_always_mean_the_same(do):
    for words, rule in (
        ([], Rule.SEGMENT_WITHOUT_RULES),
        ([("Date of Birth", "in past", "3 years")], Rule.SEGMENT_RELATIVE_DATE),
        ([("Opened Email", "is", "Welcome")], Rule.FILTER_NOT_EVALUATED),
    ):
        work = lambda tx, words=words: made_segmentation(tx, {"One": words})  # noqa: E731
        assert refused(do, work) is rule


def test_so_many_segmentations_may_be_approved(do):
    for number in range(segmentations.APPROVED):
        do(lambda tx, number=number: made_segmentation(tx, {"One": [("Country", "is", "x")]}, f"Number {number}"))
    one_more = lambda tx: made_segmentation(tx, {"One": [("Country", "is", "x")]}, "One more")  # noqa: E731
    assert refused(do, one_more) is Rule.SEGMENTATIONS_APPROVED


def test_a_copy_of_a_segmentation_has_segments_of_its_own(do):
    number = do(lambda tx: made_segmentation(tx, {"One": [("Country", "is", "x")]}))
    copy = do(lambda tx: segmentations.KIND.clone(tx, segmentations.KIND.get(tx, number), DATABASE, "Copy", None))
    assert (copy.id, copy.versions.names) == (1002, ("draft",))
    assert [one.id for one in copy.versions.latest.segments] == [1003, 1004]


def test_lists_that_rules_name_cannot_be_deleted(do):
    def work(tx):
        readers = static_lists.create(tx, "Readers", DATABASE)
        inner = made_list(tx, "Inner", ("Member of List", "in", "Readers"))
        made_segmentation(tx, {"One": [("Member of Smart List", "in", "Inner")]})
        return readers, inner

    readers, inner = do(work)
    for delete, number in ((static_lists.delete, readers), (smart_lists.delete, inner)):
        with pytest.raises(InUse):
            do(lambda tx, delete=delete, number=number: delete(tx, number))


def test_rules_keep_their_meaning_when_a_list_is_renamed(do):
    def work(tx):
        readers = static_lists.create(tx, "Readers", DATABASE)
        one = made_filter(tx, "Member of List", "in", "Readers")
        static_lists.change(tx, readers, name="Subscribers")
        return filters.with_names(tx, one)

    assert do(work).conditions[0].values == ("Subscribers",)


def test_a_smart_list_in_a_program_has_the_programs_name_before_its_own(do):
    def work(tx):
        program = programs.create(tx, ZONE, "Fair", ProgramType.EVENT, "Tradeshow", Details())
        made_list(tx, "Inside", ("Country", "is", "x"), place=Ref(Kind.PROGRAM, program.id))
        return made_filter(tx, "Member of Smart List", "in", "Fair.Inside")

    assert do(work).conditions[0].ids == (1,)
    with pytest.raises(NotFound):
        do(lambda tx: made_filter(tx, "Member of Smart List", "in", "Inside"))
