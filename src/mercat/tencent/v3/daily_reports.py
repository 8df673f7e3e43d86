"""/v3.0/daily_reports: what was delivered, by day."""

from mercat.domain.advertising.reports import reports
from mercat.tencent.v3.report_rows import ReportEndpoints

endpoints = ReportEndpoints(__name__)

endpoints.report("/v3.0/daily_reports/get", reports.daily)
