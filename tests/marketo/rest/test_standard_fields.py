"""The standard fields of leads as recorded instances describe them.

Two published recordings of `leads/describe.json`, one of 2020 (an instance synchronised with Salesforce) and one of
2021 (one without), agree in every line of BOTH; what a third one of 2017 keeps, types and order, agrees with them. The
lines of ALONE are in the recording of 2021 only.
"""

import pytest

# id | name | display name | SOAP name | data type | length | REST
BOTH = """
4 | company | Company Name | Company | string | 255 | writable
5 | site | Site | Site | string | 255 | writable
6 | billingStreet | Billing Address | BillingStreet | text | - | writable
7 | billingCity | Billing City | BillingCity | string | 255 | writable
8 | billingState | Billing State | BillingState | string | 255 | writable
9 | billingCountry | Billing Country | BillingCountry | string | 255 | writable
10 | billingPostalCode | Billing Postal Code | BillingPostalCode | string | 255 | writable
11 | website | Website | Website | url | 255 | writable
12 | mainPhone | Main Phone | MainPhone | string | 255 | writable
15 | annualRevenue | Annual Revenue | AnnualRevenue | currency | - | writable
16 | numberOfEmployees | Num Employees | NumberOfEmployees | integer | - | writable
17 | industry | Industry | Industry | string | 255 | writable
18 | sicCode | SIC Code | SICCode | string | 40 | writable
20 | mktoCompanyNotes | Company Notes | MktoCompanyNotes | text | - | writable
41 | externalCompanyId | External Company Id | - | string | 50 | writable
44 | id | Id | Id | integer | - | writable
45 | mktoName | Full Name | - | string | 255 | read-only
46 | personType | Person Type | PersonType | string | 50 | writable
48 | mktoIsPartner | Is Partner | - | boolean | - | writable
49 | isLead | Is Lead | IsLead | boolean | - | writable
50 | mktoIsCustomer | Is Customer | - | boolean | - | writable
51 | isAnonymous | Is Anonymous | - | boolean | - | writable
52 | salutation | Salutation | Salutation | string | 255 | writable
53 | firstName | First Name | FirstName | string | 255 | writable
54 | middleName | Middle Name | MiddleName | string | 255 | writable
55 | lastName | Last Name | LastName | string | 255 | writable
56 | email | Email Address | Email | email | 255 | writable
57 | phone | Phone Number | Phone | phone | 255 | writable
58 | mobilePhone | Mobile Phone Number | MobilePhone | phone | 255 | writable
59 | fax | Fax Number | Fax | phone | 255 | writable
60 | title | Job Title | Title | string | 255 | writable
61 | contactCompany | Contact Company | Contact Company | reference | - | read-only
62 | dateOfBirth | Date of Birth | DateofBirth | date | - | writable
63 | address | Address | Address | text | - | writable
64 | city | City | City | string | 255 | writable
65 | state | State | State | string | 255 | writable
66 | country | Country | Country | string | 255 | writable
67 | postalCode | Postal Code | PostalCode | string | 255 | writable
68 | personTimeZone | Person Time Zone | - | string | 255 | read-only
70 | originalSourceType | Original Source Type | OriginalSourceType | string | 255 | read-only
71 | originalSourceInfo | Original Source Info | OriginalSourceInfo | string | 2000 | read-only
72 | registrationSourceType | Registration Source Type | RegistrationSourceType | string | 255 | writable
73 | registrationSourceInfo | Registration Source Info | RegistrationSourceInfo | string | 2000 | writable
74 | originalSearchEngine | Original Search Engine | OriginalSearchEngine | string | 255 | read-only
75 | originalSearchPhrase | Original Search Phrase | OriginalSearchPhrase | string | 255 | read-only
76 | originalReferrer | Original Referrer | OriginalReferrer | url | 255 | read-only
77 | emailInvalid | Email Invalid | EmailInvalid | boolean | - | writable
78 | emailInvalidCause | Email Invalid Cause | EmailInvalidCause | string | 255 | writable
79 | unsubscribed | Unsubscribed | Unsubscribed | boolean | - | writable
81 | unsubscribedReason | Unsubscribed Reason | UnsubscribedReason | string | 2000 | writable
82 | doNotCall | Do Not Call | DoNotCall | boolean | - | writable
83 | mktoDoNotCallCause | Do Not Call Cause | - | string | 255 | writable
84 | doNotCallReason | Do Not Call Reason | DoNotCallReason | string | 2000 | writable
85 | marketingSuspended | Marketing Suspended | - | boolean | - | writable
86 | marketingSuspendedCause | Marketing Suspended Cause | - | string | 255 | writable
87 | blackListed | Black Listed | - | boolean | - | writable
88 | blackListedCause | Black Listed Cause | - | string | 255 | writable
89 | mktoPersonNotes | Person Notes | MktoPersonNotes | text | - | writable
103 | anonymousIP | Anonymous IP | AnonymousIP | string | 255 | writable
104 | inferredCompany | Inferred Company | InferredCompany | string | 255 | read-only
105 | inferredCountry | Inferred Country | InferredCountry | string | 255 | read-only
106 | inferredCity | Inferred City | - | string | 255 | read-only
107 | inferredStateRegion | Inferred State Region | - | string | 255 | read-only
108 | inferredPostalCode | Inferred Postal Code | - | string | 255 | read-only
109 | inferredMetropolitanArea | Inferred Metropolitan Area | - | string | 255 | read-only
110 | inferredPhoneAreaCode | Inferred Phone Area Code | - | string | 255 | read-only
123 | emailSuspended | Email Suspended | - | boolean | - | writable
124 | emailSuspendedCause | Email Suspended Cause | - | string | 255 | writable
125 | emailSuspendedAt | Email Suspended At | - | datetime | - | writable
126 | department | Department | Department | string | 255 | writable
130 | createdAt | Created At | - | datetime | - | read-only
131 | updatedAt | Updated At | - | datetime | - | read-only
136 | cookies | Cookies | - | string | 255 | writable
137 | externalSalesPersonId | External Sales Person Id | - | string | 50 | writable
141 | leadPerson | Lead Person | Lead Person | reference | - | read-only
143 | leadRole | Role | LeadRole | string | 50 | writable
144 | leadSource | Lead Source | LeadSource | string | 255 | writable
145 | leadStatus | Lead Status | LeadStatus | string | 255 | writable
146 | leadScore | Lead Score | LeadScore | integer | - | writable
147 | urgency | Urgency | - | float | - | writable
148 | priority | Priority | - | integer | - | writable
149 | relativeScore | Relative Score | - | integer | - | writable
150 | relativeUrgency | Relative Urgency | - | integer | - | writable
160 | rating | Lead Rating | Rating | string | 255 | writable
181 | personPrimaryLeadInterest | Primary Lead Interest | Person Primary Lead Interest | reference | - | read-only
479 | leadPartitionId | Lead Partition Id | Lead Partition ID | reference | - | writable
"""
ALONE = """
485 | leadRevenueCycleModelId | Lead Revenue Cycle Model ID | Lead Revenue Cycle Model ID | reference | - | writable
487 | leadRevenueStageId | Lead Revenue Stage ID | Lead Revenue Stage ID | reference | - | writable
625 | acquisitionProgramId | Acquisition Program | Acquisition Program ID | reference | - | writable
627 | mktoAcquisitionDate | Acquisition Date | - | datetime | - | writable
830 | ecids | ECIDs | - | string | 255 | read-only
"""
# id | name | display name | SOAP name | data type | length; nothing but a client writes them here, so they are writable
SALESFORCE = """
31 | sfdcAccountId | SFDC Account Id | - | string | 50
90 | sfdcType | SFDC Type | - | string | 50
98 | sfdcContactId | SFDC Contact Id | - | string | 50
129 | sfdcId | SFDC Id | - | lead_function | 255
171 | sfdcLeadId | SFDC Lead Id | - | string | 50
172 | sfdcLeadOwnerId | SFDC Lead Owner Id | - | string | 50
"""


def table(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def described(marketo):
    return marketo.get("/rest/v1/leads/describe.json").document["result"]


def shown(field):
    """A described field as a line of the tables has it."""
    soap = field.get("soap", {"name": "-", "readOnly": False})
    assert soap["readOnly"] is False
    length = str(field.get("length", "-"))
    access = "read-only" if field["rest"]["readOnly"] else "writable"
    return [
        str(field["id"]), field["rest"]["name"], field["displayName"], soap["name"], field["dataType"], length, access,
    ]  # fmt: skip


def create(marketo, **values):
    (row,) = marketo.post("/rest/v1/leads.json", input=[{"email": "ada@example.com", **values}]).document["result"]
    return row


def read(marketo, lead_id, *names):
    (lead,) = marketo.get(f"/rest/v1/lead/{lead_id}.json", fields=",".join(names)).document["result"]
    return lead


@pytest.mark.parametrize("recorded", [BOTH, ALONE], ids=["both", "alone"])
def test_fields_are_described_as_recorded_instances_describe_them(marketo, recorded):
    wanted = table(recorded)
    names = {line[1] for line in wanted}
    assert [shown(field) for field in described(marketo) if field["rest"]["name"] in names] == wanted


def test_the_ids_of_salesforce_are_described_as_recorded_and_yet_writable(marketo):
    wanted = [[*line, "writable"] for line in table(SALESFORCE)]
    names = {line[1] for line in wanted}
    assert [shown(field) for field in described(marketo) if field["rest"]["name"] in names] == wanted


def test_describe2_and_the_schema_tell_the_same(marketo):
    (second,) = marketo.get("/rest/v1/leads/describe2.json").document["result"]
    by_name = {field["name"]: field for field in second["fields"]}
    schema = marketo.get("/rest/v1/leads/schema/fields.json", batchSize=300).document["result"]
    schema = {field["name"]: field for field in schema}
    for field in described(marketo):
        name = field["rest"]["name"]
        told = {key: field.get(key) for key in ("displayName", "dataType", "length")}
        assert {key: by_name[name].get(key) for key in told} == told
        assert {key: schema[name].get(key) for key in told} == told
        assert by_name[name]["updateable"] is not field["rest"]["readOnly"]


def test_a_custom_score_is_described_as_a_whole_number(marketo):
    field = {"displayName": "Fit", "name": "fit", "dataType": "score"}
    marketo.post("/rest/v1/leads/schema/fields.json", input=[field])
    assert described(marketo)[-1]["dataType"] == "integer"
    assert marketo.get("/rest/v1/leads/schema/fields/fit.json").document["result"][0]["dataType"] == "score"


def test_references_hold_ids(marketo):
    lead_id = create(marketo, leadRevenueStageId="7", acquisitionProgramId=1003)["id"]
    names = ("personPrimaryLeadInterest", "leadPerson", "leadRevenueCycleModelId", "leadRevenueStageId")
    assert read(marketo, lead_id, *names, "acquisitionProgramId", "leadPartitionId") == {
        "id": lead_id,
        "personPrimaryLeadInterest": lead_id,
        "leadPerson": lead_id,
        "leadRevenueCycleModelId": None,
        "leadRevenueStageId": 7,
        "acquisitionProgramId": 1003,
        "leadPartitionId": 1,
    }
    assert create(marketo, leadRevenueStageId="Lead")["status"] == "skipped"


def test_extracts_take_the_fields_that_describe_tells(marketo):
    names = [field["rest"]["name"] for field in described(marketo)]
    span = {"startAt": "2026-11-01T00:00:00Z", "endAt": "2026-11-20T00:00:00Z"}
    answer = marketo.post("/bulk/v1/leads/export/create.json", fields=names, filter={"createdAt": span})
    assert answer.document["result"][0]["status"] == "Created"


@pytest.mark.parametrize(
    "field", [line[1] for line in table(BOTH + ALONE) if line[-1] == "read-only"] + ["id", "isAnonymous"]
)
def test_no_record_sets_what_is_read_only_or_kept_by_the_platform(marketo, field):
    row = create(marketo, **{field: 1})
    assert (row["status"], row["reasons"][0]["code"]) == ("skipped", "1003")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("urgency", 0.5),
        ("priority", 3),
        ("relativeScore", 10),
        ("relativeUrgency", 20),
        ("mktoAcquisitionDate", "2026-11-20T08:00:00Z"),
        ("isLead", False),
        ("personType", "lead"),
        ("leadScore", -12),
        ("doNotCallReason", "x" * 2_000),
        ("twitterId", "x" * 2_000),
    ],
)
def test_what_describe_calls_writable_keeps_its_value(marketo, field, value):
    lead_id = create(marketo, **{field: value})["id"]
    assert read(marketo, lead_id, field) == {"id": lead_id, field: value}


@pytest.mark.parametrize(("field", "length"), [("emailInvalidCause", 255), ("unsubscribedReason", 2_000)])
def test_reasons_and_causes_are_as_long_as_described(marketo, field, length):
    assert create(marketo, **{field: "x" * length})["status"] == "created"
    assert create(marketo, **{field: "x" * (length + 1)})["status"] == "skipped"


def test_a_lead_that_no_crm_knows_is_a_contact(marketo):
    lead_id = create(marketo)["id"]
    assert read(marketo, lead_id, "personType", "isLead", "isAnonymous", "emailSuspended", "marketingSuspended") == {
        "id": lead_id,
        "personType": "contact",
        "isLead": True,
        "isAnonymous": False,
        "emailSuspended": None,
        "marketingSuspended": False,
    }
