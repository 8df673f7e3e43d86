"""The examples in the help of each command: shell lines that work once their names are replaced."""

from typing import Final

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "ads facts import": (
        "mercat ads facts import hours.csv --data-dir /var/lib/mercat",
        "mercat ads facts import hours.csv --dry-run",
        "mercat ads facts import corrected.csv --replace --failures refused.txt",
    ),
    "backup": ("mercat backup /backups/today.tar --data-dir /var/lib/mercat",),
    "bridge delete": ("mercat bridge delete 3",),
    "bridge leads-to-people": (
        "mercat bridge leads-to-people --account 20008888 --dry-run",
        "mercat bridge leads-to-people --account 20008888 --partition China --static-list 1001 --daily",
    ),
    "bridge list": ("mercat bridge list",),
    "bridge list-to-audience": (
        "mercat bridge list-to-audience --static-list 1001 --account 20008888 --audience 5007 --dry-run",
        "mercat bridge list-to-audience --static-list 1001 --account 20008888 --audience 5007 --daily",
        "mercat bridge list-to-audience --smart-list 12 --account 20008888 --audience 5008"
        " --field mobilePhone --field phone --identifier SHA256_MOBILE_PHONE --failures left-out.csv",
    ),
    "bridge run": ("mercat bridge run 3", "mercat bridge run 3 --dry-run"),
    "bridge schedule": ("mercat bridge schedule 3 --not-daily",),
    "coverage": ("mercat coverage", "mercat coverage --json"),
    "demo": (
        "mercat demo",
        "mercat demo --port 0 --ready-file ready.json --seed 7",
        "mercat demo --data-dir ./mercat-demo --clock 2026-03-01T09:00:00Z",
    ),
    "doctor": ("mercat doctor --data-dir /var/lib/mercat",),
    "init": ("mercat init --data-dir /var/lib/mercat --admin-email ada@example.com",),
    "leads export": ("mercat leads export people.csv --data-dir /var/lib/mercat",),
    "leads import": (
        "mercat leads import people.csv --data-dir /var/lib/mercat",
        "mercat leads import people.csv --dry-run",
        "mercat leads import crm.csv --map 'E-Mail=email' --ignore-unknown --failures failed.csv",
        "mercat leads import people.txt --encoding cp1252 --delimiter tab",
        "mercat leads import --resume 12",
    ),
    "migrate": ("mercat migrate --database-url postgresql://mercat@127.0.0.1/mercat",),
    "ready": ("mercat ready ready.json --wait 30",),
    "rekey": (
        "mercat rekey --data-dir /var/lib/mercat",
        "mercat rekey --database-url postgresql://mercat@127.0.0.1/mercat"
        " --secret-key-file /etc/mercat/key --new-secret-key-file /etc/mercat/new-key",
    ),
    "restore": ("mercat restore /backups/today.tar --data-dir /var/lib/mercat-restored",),
    "role change": ("mercat role change Sync --permission 'Read-Write Lead'",),
    "role create": ("mercat role create Sync --permission 'Read-Write Lead'",),
    "role delete": ("mercat role delete Sync",),
    "role list": ("mercat role list",),
    "role show": ("mercat role show Sync",),
    "routes": ("mercat routes lead", "mercat routes 'Read-Write Asset' --json"),
    "run": (
        "mercat run -- python sync.py",
        "mercat run --instance 123-ABC-456 -- npm test",
        "mercat run --ready-file ready.json --scenario rate-limited -- python sync.py",
        "mercat run --findings findings.sarif --fail-on warning -- python sync.py",
        "mercat run --hosts --instance 123-ABC-456",
    ),
    "serve": (
        "mercat serve --data-dir /var/lib/mercat",
        "mercat serve --database-url postgresql://mercat@127.0.0.1/mercat"
        " --redis-url redis://127.0.0.1:6379/0 --workers 4",
    ),
    "service create": ("mercat service create Sync --user sync@example.com",),
    "service delete": ("mercat service delete Sync",),
    "service list": ("mercat service list",),
    "service rotate": ("mercat service rotate Sync",),
    "service show": ("mercat service show Sync",),
    "token": ("mercat token Sync",),
    "trust": ("mercat trust",),
    "user accept": ("mercat user accept ada@example.com",),
    "user create": ("mercat user create sync@example.com --role Sync --api-only",),
    "user delete": ("mercat user delete sync@example.com",),
    "user list": ("mercat user list",),
    "user password": ("mercat user password ada@example.com",),
    "user release": ("mercat user release ada@example.com",),
    "user show": ("mercat user show ada@example.com",),
    "worker": ("mercat worker --database-url postgresql://mercat@127.0.0.1/mercat",),
}
