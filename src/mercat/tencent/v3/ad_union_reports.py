"""/v3.0/ad_union_reports: what was delivered at positions of the union of mobile sites."""

from mercat.domain.advertising.reports import reports
from mercat.tencent.v3.report_rows import ReportEndpoints

endpoints = ReportEndpoints(__name__)

endpoints.report("/v3.0/ad_union_reports/get", reports.by_union_position)
