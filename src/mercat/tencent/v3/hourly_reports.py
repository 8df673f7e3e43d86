"""/v3.0/hourly_reports: what was delivered on a day, by hour."""

from mercat.domain.advertising.reports import reports
from mercat.tencent.v3.report_rows import ReportEndpoints

endpoints = ReportEndpoints(__name__)

endpoints.report("/v3.0/hourly_reports/get", reports.hourly)
