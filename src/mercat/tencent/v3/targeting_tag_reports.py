"""/v3.0/targeting_tag_reports: to whom was delivered, by trait."""

from mercat.domain.advertising.reports import reports
from mercat.tencent.v3.report_rows import ReportEndpoints

endpoints = ReportEndpoints(__name__)

endpoints.report("/v3.0/targeting_tag_reports/get", reports.by_tag)
