-- Mails that are to be sent, were sent, or could not be. `content` is the MIME message; it is empty once it is not needed.

CREATE TABLE mails (
    id {id},
    sender {text} NOT NULL,
    recipients {json} NOT NULL,
    subject {text} NOT NULL,
    content {bytes} NOT NULL,
    size {integer} NOT NULL,
    state {text} NOT NULL,
    attempts {integer} NOT NULL DEFAULT 0,
    problem {text},
    created_ms {integer} NOT NULL,
    settled_ms {integer}
);
CREATE INDEX mails_settled ON mails (settled_ms);
