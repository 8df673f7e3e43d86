-- The money of accounts and wallets: every movement is a statement, and a balance is the sum of statements.

CREATE TABLE fund_statements (
    id {id},
    holder_id {integer} NOT NULL,
    fund_type {text} NOT NULL,
    trade {text} NOT NULL,
    amount {integer} NOT NULL,
    bill_no {text} NOT NULL,
    memo {text} NOT NULL,
    payer_id {integer},
    ad_group_id {integer},
    at_ms {integer} NOT NULL
);
CREATE INDEX fund_statements_holder ON fund_statements (holder_id, fund_type, at_ms, id);
CREATE INDEX fund_statements_payer ON fund_statements (payer_id, at_ms);

-- Transfers by the number of the caller, so that a repetition moves no money again.
CREATE TABLE fund_transfers (
    account_id {integer} NOT NULL,
    bill_no {text} NOT NULL,
    content {text} NOT NULL,
    amount {integer} NOT NULL,
    at_ms {integer} NOT NULL,
    PRIMARY KEY (account_id, bill_no)
);

CREATE TABLE wallets (
    wallet_id {integer} PRIMARY KEY,
    agency_id {integer} NOT NULL,
    entity_id {integer} NOT NULL,
    document {json} NOT NULL,
    created_ms {integer} NOT NULL
);
CREATE INDEX wallets_agency ON wallets (agency_id, wallet_id);

CREATE TABLE wallet_accounts (
    account_id {integer} PRIMARY KEY,
    wallet_id {integer} NOT NULL REFERENCES wallets (wallet_id) ON DELETE CASCADE,
    bound_ms {integer} NOT NULL
);
CREATE INDEX wallet_accounts_wallet ON wallet_accounts (wallet_id, account_id);
