-- What the two system roles say of themselves; a description that somebody changed stays.

UPDATE roles SET description = 'Can do everything in the console, and everything through the API'
WHERE kind = 'system' AND description = 'May do everything in the console';

UPDATE roles SET description = 'Can sign in to the console'
WHERE kind = 'system' AND description = 'May log in to the console';
