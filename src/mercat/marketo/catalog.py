"""Every Marketo operation: the explicit list of the modules that declare them."""

from typing import Final

from mercat.marketo.protocol import marketo
from mercat.wire.catalog import Catalog, Folder

CATALOG: Final = Catalog(
    marketo,
    Folder(
        "/rest/v1/",
        "mercat.marketo.rest",
        (
            "activities",
            "activities_external",
            "campaigns",
            "companies",
            "customobjects",
            "customobjects_schema",
            "leads",
            "leads_programs",
            "lists",
            "namedaccountlists",
            "namedaccounts",
            "opportunities",
            "programs",
            "salespersons",
            "stats",
        ),
    ),
    Folder(
        "/bulk/v1/",
        "mercat.marketo.bulk",
        ("activities_export", "customobjects", "leads", "leads_export", "program_members_export", "programs"),
    ),
    Folder(
        "/rest/asset/v1/",
        "mercat.marketo.asset",
        (
            "channels",
            "email_templates",
            "emails",
            "files",
            "folders",
            "forms",
            "landing_page_domains",
            "landing_page_templates",
            "landing_pages",
            "programs",
            "redirect_rules",
            "segmentations",
            "smart_campaigns",
            "smart_lists",
            "snippets",
            "static_lists",
            "tag_types",
        ),
    ),
    Folder("/rest/asset/v2/", "mercat.marketo.asset_v2", ("email", "emailtemplate", "fragment")),
    Folder("/userservice/management/v1/", "mercat.marketo.userservice", ("users",), whole=True),
    Folder(
        "/subscriptions/",
        "mercat.marketo.ingestion",
        ("companies", "customobjects", "lists", "persons", "programmembers"),
        whole=True,
    ),
    Folder("/identity/", "mercat.marketo.identity", ("oauth",), whole=True),
)

operations = CATALOG.operations
