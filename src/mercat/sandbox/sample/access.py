"""Who may do what in the sample data: roles, users, a custom service, a developer application and its account.

All secrets are derived from the instance's key: they differ between instances and can be told again after a restart.
"""

from typing import Final

import msgspec

from mercat.domain.access import api_clients, users
from mercat.domain.oauth import ad_accounts, applications
from mercat.model.oauth import AGENCY, Application
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

ADMINISTRATOR: Final = "admin@example.com"
MARKETER: Final = "marketer@example.com"
API_USER: Final = "api@example.com"
SERVICE: Final = "Sample service"
APPLICATION: Final = "Sample application"
AGENCY_ID: Final = 25_620
ACCOUNT_ID: Final = 25_610
SECOND_ID: Final = 25_630
ADVERTISER_NAME: Final = "Sample advertiser"
SEED: Final = "sample"  # of the delivery of ads, which is the same in every instance
REDIRECT_DOMAIN: Final = "example.com"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What opens an instance's doors: the console, the custom service, the application with its account's tokens."""

    email: str
    password: str
    client_id: str
    client_secret: str
    application_id: int
    application_secret: str
    access_token: str
    refresh_token: str
    account_id: int


def plant_accounts(tx: Tx) -> None:
    """Make the agency and its two clients."""
    ad_accounts.create_account(tx, "Sample agency", account_id=AGENCY_ID, role=AGENCY)
    ad_accounts.create_account(tx, ADVERTISER_NAME, account_id=ACCOUNT_ID, agency_id=AGENCY_ID)
    ad_accounts.create_account(tx, "Second sample advertiser", account_id=SECOND_ID, agency_id=AGENCY_ID)


def fill(tx: Tx, permissions: list[str], scopes: list[str]) -> None:
    """Make the sample's identities; the custom service and the application may do everything."""
    users.create_role(tx, "API", permissions, "Everything that the API offers")
    admin = users.create_user(tx, ADMINISTRATOR, roles=[users.ADMIN], first_name="Ada", last_name="Admin")
    users.set_generated_password(tx, ADMINISTRATOR, password(tx))
    users.create_user(tx, MARKETER, roles=["Standard User"], first_name="Max", last_name="Marketer")
    users.create_user(tx, API_USER, roles=["API"], first_name="Sample", last_name="API", api_only=True)
    api_clients.create_service(tx, SERVICE, API_USER, "May do everything")
    if not any(account.account_id == ACCOUNT_ID for account in ad_accounts.accounts(tx)):
        ad_accounts.create_account(tx, ADVERTISER_NAME, account_id=ACCOUNT_ID)
    application = applications.create_application(
        tx, APPLICATION, scopes=scopes, redirect_domains=[REDIRECT_DOMAIN], description="May do everything"
    )
    applications.issue_grant(tx, application, admin, _accounts(tx), scopes)


def credentials(tx: Tx) -> Credentials:
    """The sample's credentials as they are now; tokens that ended are empty. Raises NotFound if some are deleted."""
    service = api_clients.get_service(tx, SERVICE)
    application = _application(tx)
    issued = _tokens(tx, application)
    return Credentials(
        email=ADMINISTRATOR,
        password=password(tx),
        client_id=service.client_id,
        client_secret=api_clients.secret(tx, service),
        application_id=applications.client_id(tx, application),
        application_secret=applications.secret(tx, application),
        access_token="" if issued is None else issued.access_token,
        refresh_token="" if issued is None else issued.refresh_token,
        account_id=ACCOUNT_ID,
    )


def take_over(tx: Tx) -> None:
    """Make the sample's identities, copied from another instance, those of this one. Raises NotFound."""
    users.set_generated_password(tx, ADMINISTRATOR, password(tx))
    renewed(tx)


def renewed(tx: Tx) -> Credentials:
    """The same, with new tokens in place of ones that ended. Raises NotFound likewise."""
    application = _application(tx)
    if _tokens(tx, application) is None:
        administrator = users.get_user(tx, ADMINISTRATOR)
        applications.issue_grant(tx, application, administrator.id, _accounts(tx), list(application.scopes))
    return credentials(tx)


def _accounts(tx: Tx) -> list[int]:
    """The advertiser, and its agency if there is one."""
    advertiser = ad_accounts.get_account(tx, ACCOUNT_ID)
    return [ACCOUNT_ID] if advertiser.agency_id is None else [ACCOUNT_ID, advertiser.agency_id]


def _application(tx: Tx) -> Application:
    application = next((one for one in applications.list_applications(tx) if one.name == APPLICATION), None)
    if application is None:
        raise NotFound("application", APPLICATION)
    return application


def _tokens(tx: Tx, application: Application) -> applications.Issued | None:
    issued = (applications.current(tx, grant) for grant in applications.grants(tx, application))
    return next(filter(None, issued), None)


def password(tx: Tx) -> str:
    """The administrator's, until somebody changes it."""
    return tx.keys.text("sample-password")[:24]
