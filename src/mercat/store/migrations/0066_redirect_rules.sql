-- The hostnames of landing pages beside the instance's own, and the rules that lead from one page to another.

CREATE TABLE domain_aliases (
    hostname {text} PRIMARY KEY
);

CREATE TABLE redirect_rules (
    id {id},
    hostname {text} NOT NULL,
    source_type {text} NOT NULL,
    source {text} NOT NULL,
    target_type {text} NOT NULL,
    target {text} NOT NULL,
    target_path {text} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);
CREATE UNIQUE INDEX redirect_rules_source ON redirect_rules (hostname, source_type, source);
