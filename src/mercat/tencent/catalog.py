"""Every Tencent Ads operation: the explicit list of the modules that declare them."""

from mercat.tencent.oauth import authorize, refresh_token, token
from mercat.tencent.protocol import tencent
from mercat.tencent.v3 import (
    adgroups,
    advertiser,
    agency,
    audience_grant_relations,
    batch_requests,
    brand,
    business_unit,
    custom_audience_estimations,
    custom_audience_files,
    custom_audiences,
    daily_balance_report,
    data_source_dispatch,
    dynamic_creatives,
    funds,
    images,
    labels,
    material_labels,
    merge_fund_type,
    muse_audios,
    organization_account_relation,
    previews,
    profiles,
    realtime_cost,
    subcustomer_transfer,
    user_action_set_reports,
    user_action_sets,
    user_actions,
    videos,
    wallet,
    wechat_pages,
)
from mercat.wire.operation import Operation

MODULES = (
    authorize,
    refresh_token,
    token,
    adgroups,
    advertiser,
    agency,
    audience_grant_relations,
    batch_requests,
    brand,
    business_unit,
    custom_audience_estimations,
    custom_audience_files,
    custom_audiences,
    daily_balance_report,
    data_source_dispatch,
    dynamic_creatives,
    funds,
    images,
    labels,
    material_labels,
    merge_fund_type,
    muse_audios,
    organization_account_relation,
    previews,
    profiles,
    realtime_cost,
    subcustomer_transfer,
    user_action_set_reports,
    user_action_sets,
    user_actions,
    videos,
    wallet,
    wechat_pages,
)


def operations() -> list[Operation]:
    """All declared operations, in the order of the modules."""
    return list(tencent.operations)
