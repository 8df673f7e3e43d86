-- Who made an asset, and who changed it last: the id of a user, and the name that the user had then.

ALTER TABLE documents ADD COLUMN created_by_id {integer} NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN created_by {text} NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN updated_by_id {integer} NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN updated_by {text} NOT NULL DEFAULT '';
