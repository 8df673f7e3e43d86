-- Users who were invited and have not answered yet; a user's address may differ from the name they log in with.

ALTER TABLE users ADD COLUMN address {text};
ALTER TABLE users ADD COLUMN failed_logins {integer} NOT NULL DEFAULT 0;

CREATE TABLE invitations (
    id {id},
    login {text} NOT NULL UNIQUE,
    address {text} NOT NULL,
    first_name {text} NOT NULL,
    last_name {text} NOT NULL,
    reason {text} NOT NULL DEFAULT '',
    roles {json} NOT NULL,
    user_expires_ms {integer},
    expires_ms {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);
