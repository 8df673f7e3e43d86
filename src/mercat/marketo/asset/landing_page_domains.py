"""/rest/asset/v1/landingPageDomains: the hostnames that landing pages are served on."""

from mercat.domain.landing_pages import domains
from mercat.marketo.permissions import Permission
from mercat.marketo.protocol import Reply, asset_reply, marketo
from mercat.marketo.types import AssetPage
from mercat.wire.call import Call
from mercat.wire.operation import Answer


class DomainAnswer(Answer):
    """A hostname, and whether it is the instance's own (`domain`) or a `domain-alias`."""

    hostname: str
    type: str


@marketo.get(
    "/rest/asset/v1/landingPageDomains.json",
    id="getLandingPageDomainsUsingGET",
    needs=Permission.READ_ONLY_REDIRECT_RULES,
    docs="landing-page-redirect-rules#browse-landing-page-domains",
)
def browse_domains(call: Call, query: AssetPage) -> Reply[DomainAnswer]:
    """The hostnames of landing pages: the instance's own, then its aliases by name."""
    page = domains.browse(call.tx, offset=query.offset, limit=query.max_return)
    return asset_reply([DomainAnswer(domain.hostname, domain.type) for domain in page])
