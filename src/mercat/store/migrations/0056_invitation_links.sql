-- An invitation's link is derived from the instance's key; another serial is another link.

ALTER TABLE invitations ADD COLUMN serial {integer} NOT NULL DEFAULT 1;
