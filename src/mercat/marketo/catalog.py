"""Every Marketo operation: the explicit list of the modules that declare them."""

from mercat.marketo.asset import (
    channels,
    email_templates,
    emails,
    files,
    folders,
    forms,
    landing_page_domains,
    landing_page_templates,
    landing_pages,
    programs,
    redirect_rules,
    segmentations,
    smart_campaigns,
    smart_lists,
    snippets,
    static_lists,
    tag_types,
)
from mercat.marketo.asset_v2 import email, emailtemplate, fragment
from mercat.marketo.bulk import activities_export, leads_export, program_members_export
from mercat.marketo.bulk import customobjects as bulk_customobjects
from mercat.marketo.bulk import leads as bulk_leads
from mercat.marketo.bulk import programs as bulk_programs
from mercat.marketo.identity import oauth
from mercat.marketo.ingestion import companies as ingested_companies
from mercat.marketo.ingestion import customobjects as ingested_customobjects
from mercat.marketo.ingestion import lists as ingested_lists
from mercat.marketo.ingestion import persons, programmembers
from mercat.marketo.protocol import marketo
from mercat.marketo.rest import (
    activities,
    activities_external,
    campaigns,
    companies,
    customobjects,
    customobjects_schema,
    leads,
    leads_programs,
    lists,
    namedaccountlists,
    namedaccounts,
    opportunities,
    salespersons,
    stats,
)
from mercat.marketo.rest import programs as program_members
from mercat.marketo.userservice import users
from mercat.wire.operation import Operation

MODULES = (
    program_members,
    activities_export,
    bulk_customobjects,
    bulk_leads,
    bulk_programs,
    leads_export,
    activities,
    activities_external,
    campaigns,
    channels,
    companies,
    customobjects,
    customobjects_schema,
    email_templates,
    emails,
    files,
    email,
    emailtemplate,
    folders,
    forms,
    fragment,
    ingested_companies,
    ingested_customobjects,
    ingested_lists,
    landing_page_domains,
    landing_page_templates,
    landing_pages,
    leads,
    leads_programs,
    lists,
    namedaccountlists,
    namedaccounts,
    oauth,
    opportunities,
    persons,
    program_members_export,
    programmembers,
    programs,
    redirect_rules,
    salespersons,
    segmentations,
    smart_campaigns,
    smart_lists,
    snippets,
    static_lists,
    stats,
    tag_types,
    users,
)


def operations() -> list[Operation]:
    """All declared operations, in the order of the modules."""
    return list(marketo.operations)
