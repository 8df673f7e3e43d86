"""The sample data: what `demo` begins with. The same seed gives the same bytes.

Two chapters of it follow when the first request comes that may meet them, because their engines take most of the time
and memory of a start, and a program of one protocol never needs those of the other.
"""

from enum import StrEnum

from mercat.domain import bootstrap
from mercat.domain.advertising.delivery import delivery
from mercat.sandbox.sample import access, assets, campaigns, people, segments
from mercat.store.tx import Tx


class Chapter(StrEnum):
    """A part of the sample data that is filled in later."""

    DESIGN = "sample.design"  # templates, emails, landing pages, and assets of the new designer
    ADVERTISING = "sample.advertising"


def fill(tx: Tx) -> None:
    """Fill an empty instance with what is the same in every instance, without the chapters."""
    bootstrap.prepare(tx)
    segments.fill(tx)
    assets.fill(tx)
    people.fill(tx)
    campaigns.fill(tx)
    segments.fill_smart_lists(tx)
    access.plant_accounts(tx)


def fill_empty(tx: Tx) -> None:
    """Fill an empty instance with what every instance of a demo holds, and no more."""
    bootstrap.prepare(tx)
    delivery.begin(tx, access.SEED)


def fill_chapter(tx: Tx, chapter: Chapter) -> None:
    """Fill a chapter in. It is no event, as little as what an instance begins with."""
    activities, tx.activities = tx.activities, None
    (_design if chapter is Chapter.DESIGN else _advertising)(tx)
    tx.activities = activities


def _design(tx: Tx) -> None:
    from mercat.sandbox.sample import designer, emails, pages, templates

    templates.fill(tx)
    emails.fill(tx)
    pages.fill(tx)
    designer.fill(tx)


def _advertising(tx: Tx) -> None:
    from mercat.sandbox.sample import ads, audiences, funds

    funds.plant(tx, access.ACCOUNT_ID)
    ads.fill(tx, access.ACCOUNT_ID)
    audiences.share(tx, access.ACCOUNT_ID, access.SECOND_ID)
    ads.order_report(tx, access.ACCOUNT_ID)
    audiences.keep_in_step(tx, access.ACCOUNT_ID, campaigns.VISITORS)
