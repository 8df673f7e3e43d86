-- Smart lists of campaigns and of email programs have ids in the same series as those that lie in folders. A campaign
-- answered its own id before, which stays. The rules of an email program's list are its own.

ALTER TABLE smart_campaigns ADD COLUMN smart_list_id {integer};
ALTER TABLE programs ADD COLUMN smart_list_id {integer};
ALTER TABLE programs ADD COLUMN smart_list {json};

UPDATE smart_campaigns SET smart_list_id = id
    + COALESCE((SELECT last_number FROM document_numbers WHERE kind = 'Smart List'), 0);
UPDATE programs SET smart_list_id = id + COALESCE((SELECT MAX(smart_list_id) FROM smart_campaigns),
    (SELECT last_number FROM document_numbers WHERE kind = 'Smart List'), 0)
    WHERE type = 'email_batch';

DELETE FROM document_numbers WHERE kind = 'Smart List' AND (EXISTS (SELECT 1 FROM smart_campaigns)
    OR EXISTS (SELECT 1 FROM programs WHERE smart_list_id IS NOT NULL));
INSERT INTO document_numbers (kind, last_number)
    SELECT 'Smart List', MAX(smart_list_id) FROM (SELECT smart_list_id FROM smart_campaigns
        UNION ALL SELECT smart_list_id FROM programs) AS numbers WHERE smart_list_id IS NOT NULL
        HAVING MAX(smart_list_id) IS NOT NULL;

CREATE UNIQUE INDEX smart_campaigns_smart_list ON smart_campaigns (smart_list_id);
CREATE UNIQUE INDEX programs_smart_list ON programs (smart_list_id);
