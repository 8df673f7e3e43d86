"""A rule that is broken is told as that rule, whichever door meets it."""

import pytest

from mercat.cli import refusals as command_line
from mercat.console import messages
from mercat.domain.access import users
from mercat.marketo import errors
from mercat.model.refusals import Rule, RuleBroken
from mercat.wire.pages import CHINESE, ENGLISH
from support.browser import ADMIN, Browser
from support.server import Server

RULES = [
    (Rule.ADMINISTRATOR_DELETED, "You can't delete the last administrator.", "不能删除最后一位管理员。"),
    (
        Rule.ADMIN_ROLE_TAKEN,
        "You can't remove the role Admin from the last administrator.",
        "不能移除最后一位管理员的 Admin 角色。",
    ),
    (Rule.JOB_OVER, "The job has already ended.", "作业已经结束。"),
]


def test_every_rule_is_worded_by_every_door():
    assert {rule for rule, *_ in RULES} == set(Rule)
    for door in (messages.RULES, errors.RULES, command_line.RULES):
        assert set(door) == set(Rule)


@pytest.mark.parametrize(("rule", "english", "chinese"), RULES)
def test_the_console_says_which_rule_was_broken(rule: Rule, english: str, chinese: str):
    told = [messages.message_for(RuleBroken(rule), language) for language in (ENGLISH, CHINESE)]
    assert told == [english, chinese]


def test_a_rule_of_a_single_door_is_told_in_its_own_words():
    assert messages.message_for(RuleBroken("Folder is not empty"), ENGLISH) == "Folder is not empty."


def test_the_last_administrator_is_neither_deleted_nor_without_the_role(console: Browser, server: Server):
    admin_id = server.instance.read_now(lambda tx: users.get_user(tx, ADMIN)).id
    home = f"/console/users-roles/users/{admin_id}"
    deleted = console.submit(console.get(f"{home}/delete"))
    assert (deleted.status, RULES[0][1] in deleted.text) == (400, True)
    demoted = console.submit(console.get(home), home, role=["Standard User"])
    assert (demoted.status, RULES[1][1] in demoted.text) == (400, True)
