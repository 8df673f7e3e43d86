-- Pages of a million rows: each search goes through an index in the order in which its pages come.

CREATE INDEX people_partition ON people (partition_id, id);
CREATE INDEX program_members_page ON program_members (program_id, id);

-- Extracts read a kind once, by id; nobody reads it in the order of changes.
DROP INDEX records_updated;
CREATE INDEX records_kind ON records (kind, id);
