"""/v3.0/adgroup_negativewords: the searches at which ad groups are not shown."""

from mercat.domain.advertising.search_ads import negative_words
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.single("/v3.0/adgroup_negativewords/get", negative_words.of_ad_groups)
endpoints.single("/v3.0/adgroup_negativewords/add", negative_words.add, method="POST")
endpoints.single("/v3.0/adgroup_negativewords/update", negative_words.update, method="POST")
