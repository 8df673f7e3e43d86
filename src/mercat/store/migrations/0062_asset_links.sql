-- Which asset uses which, for each version of the one that uses; campaigns have one version only. The texts that
-- versions of documents hold beside their content are large, so lists of documents do not read them.

CREATE TABLE asset_links (
    user_type {text} NOT NULL,
    user_id {integer} NOT NULL,
    version {text} NOT NULL,
    used_type {text} NOT NULL,
    used_id {integer} NOT NULL,
    PRIMARY KEY (user_type, user_id, version, used_type, used_id)
);
CREATE INDEX asset_links_used ON asset_links (used_type, used_id, user_type, user_id);

INSERT INTO asset_links (user_type, user_id, version, used_type, used_id)
    SELECT 'Smart Campaign', campaign_id, 'approved', 'Static List', list_id FROM campaign_lists;
DROP TABLE campaign_lists;

CREATE TABLE document_bodies (
    kind {text} NOT NULL,
    id {integer} NOT NULL,
    version {text} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (kind, id, version),
    FOREIGN KEY (kind, id) REFERENCES documents (kind, id) ON DELETE CASCADE
);
