-- People are found by their phones in normal form: the digits, for mobile numbers of mainland China without the code 86.
-- Full-width digits stay out; they get their key with the next change of the phone. An unfinished run of leads to
-- people, which collected the phones itself, begins its leads again.

INSERT INTO person_keys (field_id, value, person_id)
SELECT field_id,
    CASE
        WHEN length(digits) = 15 AND substr(digits, 1, 5) = '00861' AND substr(digits, 6, 1) >= '3' THEN substr(digits, 5)
        WHEN length(digits) = 13 AND substr(digits, 1, 3) = '861' AND substr(digits, 4, 1) >= '3' THEN substr(digits, 3)
        ELSE digits
    END,
    person_id
FROM (
    SELECT f.id AS field_id, p.id AS person_id,
        replace(replace(replace(replace(replace(replace(replace(
            CAST(p.document ->> f.name AS TEXT), ' ', ''), '　', ''), '-', ''), '+', ''), '.', ''), '(', ''), ')', '')
            AS digits
    FROM people p JOIN person_fields f ON f.custom = 0 AND f.name IN ('mobilePhone', 'phone')
) AS phones
WHERE length(digits) BETWEEN 5 AND 32 AND trim(digits, '0123456789') = ''
ON CONFLICT (field_id, value, person_id) DO NOTHING;

UPDATE bridge_runs SET stage = 'bring', position = ''
WHERE stage = 'collect' AND bridge_id IN (SELECT id FROM bridges WHERE kind = 'leads-to-people');
UPDATE bridge_runs SET stage = 'bring', position = '9223372036854775807'
WHERE stage = 'tidy' AND bridge_id IN (SELECT id FROM bridges WHERE kind = 'leads-to-people');
DELETE FROM bridge_keys WHERE run_id IN (
    SELECT r.id FROM bridge_runs r JOIN bridges b ON b.id = r.bridge_id WHERE b.kind = 'leads-to-people'
);
