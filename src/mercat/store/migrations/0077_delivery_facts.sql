-- What delivery did in each hour, and the balance of each fund, which is the sum of its statements.

CREATE TABLE delivery_facts (
    account_id {integer} NOT NULL,
    hour {integer} NOT NULL,
    creative_id {integer} NOT NULL,
    ad_group_id {integer} NOT NULL,
    impressions {integer} NOT NULL,
    clicks {integer} NOT NULL,
    conversions {integer} NOT NULL,
    cost {integer} NOT NULL,
    PRIMARY KEY (account_id, hour, creative_id)
){clustered};

CREATE TABLE fund_balances (
    holder_id {integer} NOT NULL,
    fund_type {text} NOT NULL,
    balance {integer} NOT NULL,
    PRIMARY KEY (holder_id, fund_type)
){clustered};
INSERT INTO fund_balances (holder_id, fund_type, balance)
    SELECT holder_id, fund_type, CAST(SUM(amount) AS BIGINT) FROM fund_statements GROUP BY holder_id, fund_type;
