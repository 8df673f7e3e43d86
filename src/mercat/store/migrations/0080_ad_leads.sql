-- Leads of accounts: people who left their data with an ad, or whom the account imported. `submitted_ms` is when they
-- did, `created_ms` when the platform stored it. A development database may have the tables under an earlier number.

CREATE TABLE IF NOT EXISTS ad_leads (
    id {id},
    account_id {integer} NOT NULL,
    ad_group_id {integer} NOT NULL,
    submitted_ms {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    document {json} NOT NULL
);
CREATE INDEX IF NOT EXISTS ad_leads_created ON ad_leads (account_id, created_ms, id);
CREATE INDEX IF NOT EXISTS ad_leads_submitted ON ad_leads (account_id, submitted_ms, id);

-- What leads are recognized by. One lead of an account has an outer id, or comes from an import.
CREATE TABLE IF NOT EXISTS ad_lead_keys (
    account_id {integer} NOT NULL,
    kind {text} NOT NULL,
    value {text} NOT NULL,
    lead_id {integer} NOT NULL,
    PRIMARY KEY (account_id, kind, value, lead_id)
);
CREATE UNIQUE INDEX IF NOT EXISTS ad_lead_keys_single ON ad_lead_keys (account_id, kind, value) WHERE kind IN ('outer', 'import');
CREATE INDEX IF NOT EXISTS ad_lead_keys_lead ON ad_lead_keys (lead_id);
