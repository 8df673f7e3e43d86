-- Agencies and their clients, and business units. Accounts, units and wallets share one space of numbers.

ALTER TABLE accounts ADD COLUMN role {text} NOT NULL DEFAULT 'advertiser';
ALTER TABLE accounts ADD COLUMN agency_id {integer};
CREATE INDEX accounts_agency ON accounts (agency_id, account_id);

-- A unit is its user's. `family` is `customer` or `agency`: an account is in one unit of each.
CREATE TABLE business_units (
    unit_id {integer} PRIMARY KEY,
    family {text} NOT NULL,
    user_id {integer} NOT NULL,
    name {text} NOT NULL,
    remark {text} NOT NULL,
    created_ms {integer} NOT NULL
);
CREATE UNIQUE INDEX business_units_name ON business_units (user_id, family, name);

CREATE TABLE business_unit_accounts (
    family {text} NOT NULL,
    account_id {integer} NOT NULL,
    unit_id {integer} NOT NULL REFERENCES business_units (unit_id) ON DELETE CASCADE,
    PRIMARY KEY (family, account_id)
);
CREATE INDEX business_unit_accounts_unit ON business_unit_accounts (unit_id, account_id);
