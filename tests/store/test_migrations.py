"""Migrations that change what an instance holds, not only its tables."""

from functools import partial

import pytest

from mercat.app.instances.registry import Registry
from mercat.domain.advertising.accounts import ledger
from mercat.domain.assets import programs
from mercat.domain.assets.programs import Details
from mercat.domain.campaigns import assets as campaigns
from mercat.domain.people import fields, phones
from mercat.domain.segments import smart_lists
from mercat.model.assets import Kind, ProgramType, Ref
from mercat.model.smart_lists import SmartListRules
from mercat.store import field_catalog
from support.databases import INSTANCE_ID
from support.segments import made_people

BEFORE_STANDARD_FIELDS = 58
BEFORE_SMART_LIST_NUMBERS = 64
BEFORE_BALANCES = 76
BEFORE_PHONE_KEYS = 80
SINCE_BALANCES = (
    "DROP TABLE ad_lead_keys",
    "DROP TABLE ad_leads",
    *(f"DROP TABLE bridge{name}" for name in ("_remarks", "_items", "_keys", "_runs", "s")),
    "DROP TABLE fund_balances",
    "DROP TABLE delivery_facts",
)
SINCE_SMART_LIST_NUMBERS = (  # what undoes that migration, and those that come after
    *SINCE_BALANCES,
    "DROP TABLE wallet_accounts",
    "DROP TABLE wallets",
    "DROP TABLE fund_transfers",
    "DROP TABLE fund_statements",
    "DROP TABLE ad_creative_elements",
    "DROP TABLE ad_elements",
    "DROP TABLE ad_operations",
    "DROP TABLE user_actions",
    "DROP TABLE business_unit_accounts",
    "DROP TABLE business_units",
    "DROP INDEX accounts_agency",
    "ALTER TABLE accounts DROP COLUMN agency_id",
    "ALTER TABLE accounts DROP COLUMN role",
    "DROP TABLE landing_page_urls",
    *(
        f"ALTER TABLE documents DROP COLUMN {column}"
        for column in ("created_by_id", "created_by", "updated_by_id", "updated_by")
    ),
    "DROP TABLE redirect_rules",
    "DROP TABLE domain_aliases",
    "DROP INDEX smart_campaigns_smart_list",
    "DROP INDEX programs_smart_list",
    "ALTER TABLE smart_campaigns DROP COLUMN smart_list_id",
    "ALTER TABLE programs DROP COLUMN smart_list_id",
    "ALTER TABLE programs DROP COLUMN smart_list",
)
LATER = (  # what undoes the migrations that come after that of standard fields
    *SINCE_SMART_LIST_NUMBERS,
    "DROP TABLE file_contents",
    "DROP TABLE mails",
    "DROP TABLE asset_links",
    "DROP TABLE document_bodies",
    "CREATE TABLE campaign_lists (campaign_id INTEGER, list_id INTEGER)",
    "ALTER TABLE programs DROP COLUMN head_start",
)
NEW = {"personPrimaryLeadInterest", "leadRevenueCycleModelId", "leadRevenueStageId"}


@pytest.fixture
def upgraded(lease):
    """Puts the database back to a version, by statements that undo what came after, and opens it with this program."""
    made = []

    def make(version, *statements, later=LATER):
        database = lease.registry.database(INSTANCE_ID)
        for statement in (*later, *statements, f"UPDATE schema_version SET version = {version}"):
            database.write(lambda tx, statement=statement: tx.execute(statement, {})).result()
        database.close()
        lease.registry.close()
        made.append(Registry(lease.folder, database_url=lease.database_url, durable=False))
        (instance,) = made[-1].open_all()
        return instance

    yield make
    for registry in made:
        registry.close()


OLD_FIELDS = (
    "DELETE FROM person_fields WHERE name LIKE '%LeadInterest' OR name LIKE 'leadRevenue%'",
    "UPDATE person_fields SET id = 900, data_type = 'score' WHERE name = 'leadScore'",
    "UPDATE person_fields SET data_type = 'text', length = NULL WHERE name = 'doNotCallReason'",
    "UPDATE person_fields SET read_only = 0, soap_name = 'InferredCity' WHERE name = 'inferredCity'",
)


def test_standard_fields_become_what_a_new_instance_has_and_keep_their_ids(instance, upgraded):
    def by_name(tx):
        return {field.name: field for field in field_catalog.all_fields(tx)}

    new = instance.read_now(by_name)
    old = upgraded(BEFORE_STANDARD_FIELDS, *OLD_FIELDS).read_now(by_name)
    assert old.keys() == new.keys()
    assert old["leadScore"].id == 900
    assert {name: old[name].id for name in NEW} == dict(
        zip(
            ("personPrimaryLeadInterest", "leadRevenueCycleModelId", "leadRevenueStageId"), (116, 117, 118), strict=True
        )
    )
    differing = [
        name
        for name in new
        if (old[name].data_type, old[name].length, old[name].read_only, old[name].soap_name, old[name].display_name)
        != (new[name].data_type, new[name].length, new[name].read_only, new[name].soap_name, new[name].display_name)
    ]
    assert differing == []


def test_a_custom_field_of_the_name_of_a_new_standard_one_stays(upgraded):
    taken = "UPDATE person_fields SET custom = 1 WHERE name = 'leadRevenueStageId'"
    instance = upgraded(BEFORE_STANDARD_FIELDS, taken)
    found = instance.read_now(field_catalog.all_fields)
    assert [field.custom for field in found if field.name == "leadRevenueStageId"] == [True]


def test_smart_lists_of_campaigns_keep_their_ids_and_email_programs_get_the_next_ones(instance, upgraded):
    zone = Ref(Kind.FOLDER, 15)

    def work(tx):
        for number in (1, 2, 3):
            campaigns.create(tx, f"Campaign {number}", zone)
        campaigns.delete(tx, 1)
        return programs.create(tx, zone, "Newsletter", ProgramType.EMAIL, "Email Send", Details()).id

    program_id = instance.write_now(work)
    later = (*SINCE_SMART_LIST_NUMBERS, "DELETE FROM document_numbers WHERE kind = 'Smart List'")
    old = upgraded(BEFORE_SMART_LIST_NUMBERS, later=later)
    assert [old.read_now(partial(smart_lists.of_campaign, campaign_id=number)).id for number in (2, 3)] == [2, 3]
    assert old.read_now(partial(smart_lists.of_program, program_id=program_id)).id == program_id + 3
    assert old.write_now(lambda tx: smart_lists.create(tx, Ref(Kind.FOLDER, 5), "Next", None, SmartListRules()).id) == 5


def test_balances_become_the_sums_of_the_statements(instance, upgraded):
    def work(tx):
        ledger.recharge(tx, 7, ledger.CASH, 500)
        ledger.spend(tx, 7, 120)
        ledger.recharge(tx, 7, ledger.GIFT, 30)

    instance.write_now(work)
    old = upgraded(BEFORE_BALANCES, later=SINCE_BALANCES)
    expected = {ledger.CASH: 380, ledger.SHARED: 0, ledger.GIFT: 30, ledger.BANK: 0}
    assert old.read_now(lambda tx: ledger.balances(tx, 7)) == expected


SPELLINGS = (
    "138 0000 0001",
    "+86-13800000001",
    "0086(138)0000.0001",
    "8612800000001",
    "+1 202 555 0100",
    "tea",
    "1234",
    None,
)


def test_people_are_found_by_phones_that_they_had_before(instance, upgraded):
    records = [{"lastName": "A", "phone" if turn % 2 else "mobilePhone": text} for turn, text in enumerate(SPELLINGS)]
    instance.write_now(lambda tx: made_people(tx, *records))

    def rows(tx):
        return tx.fetch_all("SELECT field_id, value, person_id FROM person_keys ORDER BY field_id, value, person_id")

    new = instance.read_now(rows)
    old = upgraded(BEFORE_PHONE_KEYS, "DELETE FROM person_keys", later=())
    assert old.read_now(rows) == new
    owner = old.read_now(lambda tx: phones.owner(tx, fields.phone_ids(fields.catalog(tx)), "12025550100"))
    assert owner is not None and owner.document["mobilePhone"] == "+1 202 555 0100"
