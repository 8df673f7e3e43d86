"""Papers of the sample account: what it may do and advertise. Nothing is drawn but the names of reviews."""

from dataclasses import replace
from typing import Any, Final

from mercat.domain.advertising.materials.images import md5_of
from mercat.domain.advertising.qualifications.paper_images import pictures
from mercat.domain.advertising.qualifications.qualifications import AD, INDUSTRY, qualifications
from mercat.model.clock import DAY
from mercat.sandbox.sample.pictures import png
from mercat.store.tx import Tx

INDUSTRY_ID: Final = 21_474_841_499  # tea, coffee and ice cream


def fill(tx: Tx, account_id: int) -> None:
    """Store the picture of a paper, and qualifications of the industry and of ads."""
    then = replace(tx, now=tx.now - 24 * DAY)
    content = png(420, 594, shade=240)
    picture = pictures.keep(then, account_id, content, md5_of(content))
    about = {"image_id_list": [str(picture.id)]}
    food: dict[str, Any] = {**about, "system_industry_id": INDUSTRY_ID, "qualification_code": "A101"}
    food["expand_field_list"] = [{"field_name": "license_number", "value": "JY10000000000001"}]
    brand: dict[str, Any] = {**about, "qualification_code": "A501"}
    brand["expand_field_list"] = [{"field_name": "brand_name", "value": "Example"}]
    for kind, name, spec in ((INDUSTRY, "industry_spec", food), (AD, "ad_spec", brand)):
        qualifications.submit(then, account_id, {"qualification_type": kind, "qualification_spec": {name: spec}})
