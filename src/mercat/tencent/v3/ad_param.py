"""/v3.0/ad_param: words that the platform fills into the texts of ads."""

from mercat.domain.advertising.search_ads import creative_words
from mercat.tencent.call import TencentCall
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, owner_of


@tencent.get("/v3.0/ad_param/get", needs=(Scope.ADS_MANAGEMENT, Scope.ADS_INSIGHTS))
def get(call: TencentCall) -> Document:
    """List the words that the platform fills into texts. `fields` names members of all three lists."""
    names = call.body.get("fields")
    lists = creative_words.fill_ins(call.tx, owner_of(call), call.body)
    return {
        name: [{member: value for member, value in word.items() if names is None or member in names} for word in words]
        for name, words in lists.items()
    }
