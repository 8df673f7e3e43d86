"""The bridge from leads to people: leads of an advertising account come into the lead database, with their source.

A lead is the person with its phone, or else with its email address; without one it becomes a new person. A person who
is there gets values for its empty fields only. Each lead is brought across once.
"""

from typing import Any, Final, cast

import msgspec

from mercat.domain.activity_log import Origin
from mercat.domain.bridges.bridge_kind import END, Watch, at, counted
from mercat.domain.bridges.identifiers import EMPTY
from mercat.domain.lists import static_lists
from mercat.domain.people import fields, partitions, phones, sync
from mercat.model.ad_leads import Lead
from mercat.model.bridges import LEADS_TO_PEOPLE, Bridge, LeadsToPeople, Remark, Report, Run, Settings
from mercat.model.outcomes import Done
from mercat.model.people import Person
from mercat.store import bridge_rows
from mercat.store.advertising import ad_leads
from mercat.store.people import by_emails
from mercat.store.tx import Tx

BRING: Final = "bring"
SOURCE: Final = "Tencent Ads"
REFUSED: Final = "refused"
LEADS_AT_A_TIME: Final = 200
VALUES: Final = {  # what people get from leads
    "lastName": "leads_name",
    "mobilePhone": "leads_telephone",
    "email": "leads_email",
    "company": "company",
    "title": "profession",
    "address": "address",
}
_OF_NEW_PEOPLE: Final = ("company",)  # a person who is there may be linked to a company


class Part(msgspec.Struct):
    """Some leads that are to be brought. `last` is the last one that was read, or None if there are no more."""

    leads: list[Lead]
    last: int | None


class _LeadsToPeople:
    """The kind of bridge. What it brings across are ids of leads, with those of their people."""

    name = LEADS_TO_PEOPLE
    first = BRING

    def target(self, settings: Settings) -> int:
        return 0

    def check(self, tx: Tx, account_id: int, settings: Settings) -> None:
        """Raises NotFound (the list), NotAllowed (the partition)."""
        bridged = cast(LeadsToPeople, settings)
        partitions.target(tx, bridged.partition)
        if bridged.list_id is not None:
            static_lists.get(tx, bridged.list_id)

    def read(self, tx: Tx, bridge: Bridge, run: Run) -> Part:
        return _leads(tx, bridge, int(run.position or 0))

    def write(self, tx: Tx, bridge: Bridge, run: Run, part: Any) -> Run:
        return _bring(tx, bridge, run, part)

    def trial(self, tx: Tx, bridge: Bridge, watch: Watch) -> Report:
        report = Report({"leads": 0, "unusable": 0, "created": 0, "matched": 0})
        keys: set[str] = set()  # the phones and addresses of the people that the run would create or complete
        emails: set[str] = set()
        after: int | None = 0
        while after is not None:
            part = _leads(tx, bridge, after)
            for lead in part.leads:
                key, email = _contacts(lead)
                if not key and not email:
                    report.remarks.append(Remark(lead.id, EMPTY))
                    continue
                there = key in keys or email in emails or _person(tx, key, email) is not None
                report.counts["matched" if there else "created"] += 1
                keys |= {key} - {""}
                emails |= {email} - {""}
            report.counts["leads"] += len(part.leads)
            watch(report.counts["leads"])
            after = part.last
        report.counts["unusable"] = len(report.remarks)
        return report


KIND: Final = _LeadsToPeople()


def _leads(tx: Tx, bridge: Bridge, after: int) -> Part:
    """Those of the leads after a lead that were not brought across."""
    leads = ad_leads.after(tx, bridge.account_id, after, LEADS_AT_A_TIME)
    brought = bridge_rows.brought(tx, bridge.id, [_key(lead) for lead in leads])
    last = leads[-1].id if len(leads) == LEADS_AT_A_TIME else None
    return Part(leads=[lead for lead in leads if _key(lead) not in brought], last=last)


def _bring(tx: Tx, bridge: Bridge, run: Run, part: Part) -> Run:
    remarks: list[Remark] = []
    for lead in part.leads:
        key, email = _contacts(lead)
        if not key and not email:
            remarks.append(Remark(lead.id, EMPTY))
            continue
        person = _person(tx, key, email)
        person_id = _create(tx, bridge, lead) if person is None else _complete(tx, lead, person)
        if person_id is None:
            remarks.append(Remark(lead.id, REFUSED))
            continue
        run = counted(run, created=person is None, matched=person is not None)
        bridge_rows.put(tx, bridge.id, [(_key(lead), person_id)])
        if bridge.of_leads.list_id is not None:
            static_lists.add(tx, bridge.of_leads.list_id, [person_id], _origin(lead))
    bridge_rows.add_remarks(tx, run.id, remarks)
    run = counted(run, leads=len(part.leads), unusable=len(remarks))
    return at(run, END) if part.last is None else at(run, BRING, str(part.last))


def _person(tx: Tx, key: str, email: str) -> Person | None:
    """The oldest person with the phone, or else with the email address."""
    person = phones.owner(tx, fields.phone_ids(fields.catalog(tx)), key) if key else None
    if person is None and email:
        person = next((other for _, other in by_emails(tx, [email])), None)
    return person


def _create(tx: Tx, bridge: Bridge, lead: Lead) -> int | None:
    record = _record(tx, lead) | {"leadSource": SOURCE}
    partition = bridge.of_leads.partition
    (outcome,) = sync.sync(tx, [record], action="createDuplicate", partition_name=partition, origin=_origin(lead))
    return int(outcome.id) if isinstance(outcome, Done) else None


def _complete(tx: Tx, lead: Lead, person: Person) -> int | None:
    """Fill the empty fields of a person with what the lead says. A second phone goes into the field `phone`."""
    values, there = _record(tx, lead), person.document
    record = {name: value for name, value in values.items() if not there.get(name) and name not in _OF_NEW_PEOPLE}
    second = values.get("mobilePhone", "")
    if second and not there.get("phone") and phones.key(second) not in _numbers(there | record):
        record["phone"] = second
    if not record:
        return person.id
    (outcome,) = sync.sync(tx, [{"id": person.id, **record}], action="updateOnly", origin=_origin(lead))
    return int(outcome.id) if isinstance(outcome, Done) else None


def _numbers(document: dict[str, Any]) -> set[str | None]:
    return {phones.key(document.get(name)) for name in fields.PHONES}


def _record(tx: Tx, lead: Lead) -> dict[str, Any]:
    """The values of a lead, by field. A text that is too long for its field is cut."""
    by_name = fields.catalog(tx).by_name
    record = {name: str(lead.document.get(member) or "").strip() for name, member in VALUES.items()}
    record["email"] = _contacts(lead)[1]
    return {name: text[: by_name[name].length or None] for name, text in record.items() if text}


def _contacts(lead: Lead) -> tuple[str, str]:
    """The phone of a lead in its normal form, and its email address in lower case; empty if it has none."""
    email = str(lead.document.get("leads_email") or "").strip().lower()
    key = phones.key(lead.document.get("leads_telephone")) or ""
    return key, email if fields.is_address(email) else ""


def _origin(lead: Lead) -> Origin:
    ad_group = f", ad group {lead.ad_group_id}" if lead.ad_group_id else ""
    return Origin(SOURCE, SOURCE, f"{SOURCE} account {lead.account_id}{ad_group}")


def _key(lead: Lead) -> str:
    return str(lead.id)
