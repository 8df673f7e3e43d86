"""/rest/asset/v1/redirectRules and landingPageDomains: which page of a domain leads where."""

import pytest

from mercat.domain.landing_pages import domains
from mercat.model.clock import HOUR, to_datetime
from mercat.model.refusals import NotAllowed, TooLong
from support import landing_pages
from support.forms import WARNING

RULE = "/rest/asset/v1/redirectRule"
RULES = "/rest/asset/v1/redirectRules.json"
DOMAINS = "/rest/asset/v1/landingPageDomains.json"
OWN = "123-abc-456.mktoweb.com"
ALIAS = "go.example.com"
OFFERS = {"type": "url", "value": "https://www.example.com/offers"}


@pytest.fixture
def aliased(marketo):
    for hostname in (ALIAS, "pages.example.com", "GO.example.com "):
        marketo.server.instance.write_now(lambda tx, hostname=hostname: domains.add_alias(tx, hostname))
    return marketo


def path(value):
    return {"type": "path", "value": value}


def create(client, source="sale", target=OFFERS, hostname=OWN):
    return client.form(RULES, hostname=hostname, redirectFrom=path(source), redirectTo=target)


def ids(answer):
    return [rule["id"] for rule in answer.document.get("result", [])]


def test_an_instance_has_a_domain_and_aliases(aliased):
    hostnames = [
        {"hostname": OWN, "type": "domain"},
        {"hostname": ALIAS, "type": "domain-alias"},
        {"hostname": "pages.example.com", "type": "domain-alias"},
    ]
    for query, part in (
        ({}, hostnames),
        ({"maxReturn": 2}, hostnames[:2]),
        ({"maxReturn": 1}, hostnames[:1]),
        ({"maxReturn": 1, "offset": 1}, hostnames[1:2]),
        ({"offset": 1}, hostnames[1:]),
    ):
        assert aliased.get(DOMAINS, **query).document["result"] == part
    assert aliased.get(DOMAINS, offset=3).document["warnings"] == WARNING


@pytest.mark.parametrize("hostname", ["", "localhost", "a b.com", "-a.com", "a..com", "example.com/x", "1.2.3.4"])
def test_an_alias_is_a_hostname(instance, hostname):
    with pytest.raises(NotAllowed):
        instance.write_now(lambda tx: domains.add_alias(tx, hostname))


def test_an_alias_has_at_most_255_characters(instance):
    with pytest.raises(TooLong):
        instance.write_now(lambda tx: domains.add_alias(tx, "a" * 252 + ".com"))


def test_a_rule_is_created_and_found(marketo):
    (rule,) = create(marketo, hostname=f" {OWN.upper()}").document["result"]
    assert rule == {
        "id": 1,
        "redirectFromUrl": f"https://{OWN}/sale",
        "hostname": OWN,
        "redirectFrom": {"type": "path", "value": "/sale"},
        "redirectTo": OFFERS,
        "redirectToUrl": "https://www.example.com/offers",
        "createdAt": rule["createdAt"],
        "updatedAt": rule["createdAt"],
    }
    assert marketo.get(f"{RULE}/1.json").document["result"] == [rule]
    assert marketo.get(RULES).document["result"] == [rule]


def test_parts_of_a_rule_change(aliased):
    create(aliased)
    (before,) = aliased.get(f"{RULE}/1.json").document["result"]
    (same,) = aliased.form(f"{RULE}/1.json").document["result"]
    assert {**same, "updatedAt": before["updatedAt"]} == before
    (rule,) = aliased.form(f"{RULE}/1.json", hostname=ALIAS).result
    assert (rule.hostname, rule.redirectFromUrl) == (ALIAS, f"https://{ALIAS}/sale")
    (rule,) = aliased.form(f"{RULE}/1.json", redirectFrom=path("a/b")).result
    assert (rule.redirectFrom.value, rule.redirectFromUrl) == ("/a/b", f"https://{ALIAS}/a/b")
    (rule,) = aliased.form(f"{RULE}/1.json", redirectTo={"type": "url", "value": "www.example.com"}).result
    assert (rule.redirectToUrl, rule.redirectFrom.value) == ("www.example.com", "/a/b")


def test_a_deleted_rule_is_gone(marketo):
    create(marketo)
    assert marketo.form(f"{RULE}/1/delete.json").document["result"] == [{"id": 1}]
    assert marketo.get(f"{RULE}/1.json").document["warnings"] == WARNING
    assert create(marketo).result[0].id == 2


def test_what_is_not_there_is_a_warning_or_702(marketo):
    assert marketo.get(f"{RULE}/99.json").document["warnings"] == WARNING
    assert marketo.get(RULES).document["warnings"] == WARNING
    for step in (".json", "/delete.json"):
        refused = marketo.form(f"{RULE}/99{step}", hostname=OWN)
        assert (refused.codes, refused.messages) == (["702"], ["99 Landing Page Redirect Rule not found"])


def test_rules_are_filtered(aliased):
    create(aliased)
    create(aliased, "b", {"type": "url", "value": "www.example.com/offers"}, ALIAS)
    clock = aliased.server.instance.clock
    clock.set(clock.now() + HOUR // 2)
    create(aliased, "c", {"type": "url", "value": "www.example.com:8080/c/"}, ALIAS)
    create(aliased, "d", {"type": "url", "value": "www.example.com"}, ALIAS)
    later = to_datetime(clock.now() - HOUR // 4).isoformat()
    for query, rules in (
        ({}, [1, 2, 3, 4]),
        ({"hostname": "GO.example.com"}, [2, 3, 4]),
        ({"redirectToPath": "/offers"}, [1, 2]),
        ({"redirectToPath": "offers", "hostname": OWN}, [1]),
        ({"redirectToPath": "c/"}, [3]),
        ({"redirectToPath": "Offers"}, []),
        ({"redirectToLandingPageId": 7}, []),
        ({"redirectTolandingPageId": 7}, []),
        ({"earliestUpdatedAt": later}, [3, 4]),
        ({"latestUpdatedAt": later}, [1, 2]),
        ({"maxReturn": 2, "offset": 1}, [2, 3]),
    ):
        assert ids(aliased.get(RULES, **query)) == rules, query
    aliased.form(f"{RULE}/1.json", redirectTo=OFFERS)
    assert ids(aliased.get(RULES, earliestUpdatedAt=later)) == [1, 3, 4]
    assert aliased.get(RULES, earliestUpdatedAt="yesterday").codes == ["704"]


def test_a_page_of_a_hostname_has_one_rule(aliased):
    create(aliased)
    refused = create(aliased)
    assert (refused.codes, refused.messages) == (
        ["709"],
        ["Redirect rule for the same landing page already exists"],
    )
    assert create(aliased, hostname=ALIAS).codes == []
    assert aliased.form(f"{RULE}/2.json", hostname=OWN).codes == ["709"]
    assert aliased.form(f"{RULE}/2.json", hostname=ALIAS).codes == []


def test_a_hostname_is_that_of_the_instance_or_an_alias(marketo):
    refused = create(marketo, hostname="www.example.org")
    assert refused.codes == ["709"]
    assert refused.messages == ["Hostname 'www.example.org' is not a landing page domain or domain alias"]
    assert create(marketo, hostname=" ").codes == ["701"]
    assert create(marketo, hostname="h" * 255).codes == ["709"]
    assert create(marketo, hostname="h" * 256).codes == ["701"]


def test_a_landing_page_may_be_source_and_target(marketo):
    template_id = landing_pages.template(marketo)
    one, two = (landing_pages.create(marketo, template_id, name).result[0].id for name in ("First", "Second"))
    source, target = ({"type": "landingPageId", "value": value} for value in (str(one), two))
    answer = marketo.form(RULES, hostname=OWN, redirectFrom=source, redirectTo=target)
    (rule,) = answer.document["result"]
    assert (rule["redirectFromUrl"], rule["redirectToUrl"]) == (
        f"https://{OWN}/First.html",
        f"https://{OWN}/Second.html",
    )
    assert (rule["redirectFrom"]["value"], rule["redirectTo"]["value"]) == (one, two)
    create(marketo)
    for query, rules in (
        ({"redirectToLandingPageId": two}, [1]),
        ({"redirectToLandingPageId": one}, []),
        ({"redirectToPath": "/Second.html"}, [1]),
        ({"redirectToPath": "First.html"}, []),
    ):
        assert ids(marketo.get(RULES, **query)) == rules, query
    marketo.form(f"{landing_pages.PAGE}/{two}/delete.json")
    assert marketo.get(f"{RULE}/1.json").result[0].redirectToUrl == f"https://{OWN}/"


@pytest.mark.parametrize("value", ["5483", 5483, "first", "9" * 30, -1])
def test_a_landing_page_that_does_not_exist_is_702(marketo, value):
    page = {"type": "landingPageId", "value": value}
    for source, target in ((page, OFFERS), (path("a"), page)):
        refused = marketo.form(RULES, hostname=OWN, redirectFrom=source, redirectTo=target)
        assert (refused.codes, refused.messages) == (["702"], [f"{value} Landing Page not found"])


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        (path("/sale"), OFFERS, ["1003"]),
        (path(" "), OFFERS, ["701"]),
        (path("a b"), OFFERS, ["1003"]),
        (path("p" * 2_000), OFFERS, []),
        (path("p" * 2_001), OFFERS, ["701"]),
        ({"type": "url", "value": "x"}, OFFERS, ["1003"]),
        (path("a"), path("b"), ["1003"]),
        (path("a"), {"type": "url", "value": "javascript:alert(1)"}, ["1003"]),
        (path("a"), {"type": "url", "value": "data:text/html,x"}, ["1003"]),
        (path("a"), {"type": "url", "value": "http://a\nb"}, ["1003"]),
        (path("a"), {"type": "url", "value": "HTTPS://[::1"}, []),
        (path("a"), {"type": "url", "value": "example.com:8080/a"}, []),
        (path("a"), {"type": "url", "value": "u" * 2_001}, ["701"]),
        ({"type": "path"}, OFFERS, ["701"]),
    ],
)
def test_a_source_is_a_path_and_a_target_a_url(marketo, source, target, codes):
    assert marketo.form(RULES, hostname=OWN, redirectFrom=source, redirectTo=target).codes == codes


def test_all_three_parts_are_required(marketo):
    whole = {"hostname": OWN, "redirectFrom": path("a"), "redirectTo": OFFERS}
    for name in whole:
        refused = marketo.form(RULES, **{other: value for other, value in whole.items() if other != name})
        assert (refused.codes, refused.messages) == (["701"], [f"{name} cannot be blank"])


def test_rules_have_permissions_of_their_own(marketo_with):
    reader = marketo_with("Read-Only Redirect Rules")
    assert reader.get(RULES).codes == []
    assert reader.get(DOMAINS).codes == []
    assert create(reader).codes == ["603"]
    assert create(marketo_with("Read-Write Redirect Rules")).codes == []
    assert marketo_with("Read-Write Assets").get(RULES).codes == ["603"]
