"""/v3.0/ad_label: labels that stand beside ads."""

from mercat.domain.advertising.search_ads import creative_words
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Endpoints

endpoints = Endpoints(__name__, needs=Scope.ADS_MANAGEMENT)

endpoints.listing("/v3.0/ad_label/get", creative_words.labels)
