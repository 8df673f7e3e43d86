-- Whether an Email program is made ready before it is sent.

ALTER TABLE programs ADD COLUMN head_start {integer} NOT NULL DEFAULT 0;
