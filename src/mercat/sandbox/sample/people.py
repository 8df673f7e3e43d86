"""People of the sample data: Kenneth Elkington and some hundred others, with a quarter of a year of history.

Nothing is drawn: names, fields and deeds follow from a person's number, so the same clock gives the same bytes.
"""

from dataclasses import replace
from typing import Any, Final

from mercat.domain.activity_log import ActivityLog, Origin
from mercat.domain.people import schema, sync
from mercat.model.activities import StandardActivity
from mercat.model.clock import DAY, HOUR, MINUTE
from mercat.model.outcomes import Done
from mercat.store.tx import Tx

PEOPLE: Final = 121
DAYS: Final = 90
KENNETH: Final = {
    "email": "developerfeedback@marketo.com",
    "firstName": "Kenneth",
    "lastName": "Elkington",
    "company": "Marketo",
    "title": "Developer",
    "leadSource": "Web",
}

CUSTOM_FIELDS: Final = (
    schema.NewField(name="favoriteColor", display_name="Favorite Color", data_type="string"),
    schema.NewField(name="accessCode", display_name="Access Code", data_type="string", description="Direct mail"),
    schema.NewField(name="shoeSize", display_name="Shoe Size", data_type="integer"),
    schema.NewField(name="optedIn", display_name="Opted In", data_type="boolean"),
    schema.NewField(name="renewalDate", display_name="Renewal Date", data_type="date"),
)

_FIRST: Final = (
    "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken", "Radia", "Tim", "Hedy", "Linus", "Mary",
)  # fmt: skip
_LAST: Final = (
    "Abbott", "Becker", "Chen", "Dubois", "Eriksen", "Fischer", "Garcia", "Huang", "Ivanova", "Jones", "Kowalski",
)  # fmt: skip
_COMPANIES: Final = ("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne")
_TITLES: Final = ("Engineer", "Marketing Manager", "Director", "Analyst", "Sales Representative")
_COUNTRIES: Final = (("United States", "Chicago"), ("Germany", "Berlin"), ("China", "Shanghai"), ("France", "Lyon"))
_SOURCES: Final = ("Web", "Trade Show", "Referral", "Webinar")
_COLORS: Final = ("blue", "green", "red", "yellow")
_PAGES: Final = ("index.html", "pricing.html", "products.html", "contact.html", "blog.html")


def fill(tx: Tx) -> None:
    """Make the fields, the people, and what they did."""
    schema.create(tx, list(CUSTOM_FIELDS), api_created=False)
    begin = tx.now - tx.now % DAY - DAYS * DAY
    records = [KENNETH, *(_person(number) for number in range(1, PEOPLE))]
    for day in range(0, DAYS, 6):
        share = records[day * PEOPLE // DAYS : (day + 6) * PEOPLE // DAYS]
        then = replace(tx, now=begin + day * DAY + 9 * HOUR)
        outcomes = sync.sync(then, share, origin=Origin("Web form fillout", "Form fill", "Form: Contact Form"))
        _act(then, [int(row.id) for row in outcomes if isinstance(row, Done)])
    for day in range(10, DAYS, 20):  # and some of them changed their mind
        then = replace(tx, now=begin + day * DAY + 15 * HOUR)
        changes = [{"id": number, "title": "Vice President", "leadScore": number + day} for number in (1, 2, 3, 5, 8)]
        sync.sync(then, changes, action="updateOnly", lookup_field="id")


def _person(number: int) -> dict[str, Any]:
    first, last = _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]
    company = _COMPANIES[number % len(_COMPANIES)]
    country, city = _COUNTRIES[number % len(_COUNTRIES)]
    return {
        "email": f"{first}.{last}.{number}@{company}.example.com".lower(),
        "firstName": first,
        "lastName": last,
        "company": company,
        "title": _TITLES[number % len(_TITLES)],
        "country": country,
        "city": city,
        "phone": f"312-555-{number:04d}",
        **({"mobilePhone": f"138 0013 {8000 + number}"} if country == "China" else {}),
        "leadSource": _SOURCES[number % len(_SOURCES)],
        "leadScore": number % 50,
        "unsubscribed": number % 17 == 0,
        "favoriteColor": _COLORS[number % len(_COLORS)],
        "accessCode": f"AC-{number * 37 % 1000:03d}",
        "shoeSize": 36 + number % 11,
        "optedIn": number % 3 == 0,
        "renewalDate": f"2027-{1 + number % 12:02d}-{1 + number % 28:02d}",
    }


def _act(tx: Tx, ids: list[int]) -> None:
    log = ActivityLog(tx)
    for person_id in ids:
        _note_deeds(log, person_id, tx.now)
    log.write()


def _note_deeds(log: ActivityLog, person_id: int, since_ms: int) -> None:
    """What somebody did in the days after it became known: visits, a click, now and then an interesting moment."""
    for visit in range(1 + person_id % 3):
        number = (person_id + visit) % len(_PAGES)
        at_ms = since_ms + visit * DAY + person_id % 60 * MINUTE
        web = {
            "Client IP Address": f"198.51.100.{person_id % 250 + 1}",
            "Referrer URL": "https://www.example.com/",
            "User Agent": "Mozilla/5.0 (X11; Linux x86_64)",
        }
        page = f"/{_PAGES[number]}"
        visited, name = web | {"Webpage URL": page}, f"www.example.com{page}"
        log.note(StandardActivity.VISIT_WEBPAGE, person_id, visited, number + 1, name, at_ms=at_ms)
        if visit == 1:
            clicked, link = web | {"Webpage ID": number + 1}, "www.example.com/download"
            log.note(StandardActivity.CLICK_LINK, person_id, clicked, 1, link, at_ms=at_ms + 2 * MINUTE)
    if person_id % 5 == 0:
        moment = {"Description": "Asked for a price", "Source": "Web"}
        about = person_id % 3 + 1, "Web"
        log.note(StandardActivity.INTERESTING_MOMENT, person_id, moment, *about, at_ms=since_ms + 3 * DAY)
