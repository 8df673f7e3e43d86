-- Which named accounts are on which lists; both are records.

CREATE TABLE record_members (
    id {id},
    list_id {integer} NOT NULL REFERENCES records (id) ON DELETE CASCADE,
    member_id {integer} NOT NULL REFERENCES records (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX record_members_pair ON record_members (list_id, member_id);
CREATE INDEX record_members_member ON record_members (member_id);
