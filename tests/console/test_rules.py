"""The console says which rule was broken, in both languages."""

import pytest

from mercat.console import messages
from mercat.domain.access import users
from mercat.model.refusals import RuleBroken
from mercat.model.rules import Rule
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


@pytest.mark.parametrize(("rule", "english", "chinese"), RULES)
def test_the_console_says_which_rule_was_broken(rule: Rule, english: str, chinese: str):
    told = [messages.message_for(RuleBroken(rule), language) for language in (ENGLISH, CHINESE)]
    assert told == [english, chinese]


def test_the_console_names_the_facts_of_a_rule():
    refusal = RuleBroken(Rule.CHANNEL_UNFIT, channel="Webinar")
    english, chinese = (messages.message_for(refusal, language) for language in (ENGLISH, CHINESE))
    assert english == "The channel Webinar isn't available for this type of program."
    assert chinese == "渠道 Webinar 不适用于此类项目。"


def test_the_last_administrator_is_neither_deleted_nor_without_the_role(console: Browser, server: Server):
    admin_id = server.instance.read_now(lambda tx: users.get_user(tx, ADMIN)).id
    home = f"/console/users-roles/users/{admin_id}"
    deleted = console.submit(console.get(f"{home}/delete"))
    assert (deleted.status, RULES[0][1] in deleted.text) == (400, True)
    demoted = console.submit(console.get(home), home, role=["Standard User"])
    assert (demoted.status, RULES[1][1] in demoted.text) == (400, True)
