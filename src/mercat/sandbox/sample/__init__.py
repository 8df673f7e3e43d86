"""The sample data: what `demo` begins with. The same seed gives the same bytes."""

from mercat.domain import bootstrap
from mercat.sandbox.sample import access, ads, assets, campaigns, designer, emails, pages, people, segments, templates
from mercat.store.tx import Tx


def fill(tx: Tx) -> None:
    """Fill an empty instance with everything that is the same in every instance."""
    bootstrap.prepare(tx)
    segments.fill(tx)
    assets.fill(tx)
    templates.fill(tx)
    emails.fill(tx)
    pages.fill(tx)
    designer.fill(tx)
    people.fill(tx)
    campaigns.fill(tx)
    segments.fill_smart_lists(tx)
    ads.fill(tx, access.ACCOUNT_ID)


def fill_empty(tx: Tx) -> None:
    """Fill an empty instance with what every instance holds, and no more."""
    bootstrap.prepare(tx)
