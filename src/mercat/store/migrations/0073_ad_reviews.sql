-- What reviewers judge: texts, pictures, films and links of an account's creatives, each content once, and creatives as
-- a whole. `state` is pending, approved or refused, and holds from `decided_ms` on, which may be in the future.

CREATE TABLE ad_elements (
    id {id},
    account_id {integer} NOT NULL,
    fingerprint {text} NOT NULL,
    document {json} NOT NULL,
    state {text} NOT NULL,
    begun_ms {integer} NOT NULL,
    decided_ms {integer},
    looks_left {integer} NOT NULL
);
CREATE UNIQUE INDEX ad_elements_content ON ad_elements (account_id, fingerprint);
CREATE INDEX ad_elements_queue ON ad_elements (state, id);

-- The elements that a creative shows. Components of one part replace each other: one of them is enough to deliver.
CREATE TABLE ad_creative_elements (
    creative_id {integer} NOT NULL,
    component_id {integer} NOT NULL,
    element_id {integer} NOT NULL,
    part {text} NOT NULL,
    PRIMARY KEY (creative_id, component_id, element_id)
);
CREATE INDEX ad_creative_elements_element ON ad_creative_elements (element_id, creative_id);
