"""Assets of the sample data that somebody works with, for pages to show."""

import urllib.parse

from support.bulk_work import send
from support.running import Running

FORM = "application/x-www-form-urlencoded"


def use_assets(demo: Running) -> None:
    """A batch campaign with a run to come, an approved form with a draft beside it, and a mail in the mailbox."""
    (campaign,) = demo.get("/rest/v1/campaigns.json?name=Invite%20Visitors", demo.token())["result"]
    send(demo, f"/rest/v1/campaigns/{campaign['id']}/schedule.json", "application/json", b'{"input": {}}')
    (form,) = demo.get("/rest/asset/v1/forms.json", demo.token())["result"]
    home = f"/rest/asset/v1/form/{form['id']}"
    send(demo, f"{home}/fieldSet.json", FORM, urllib.parse.urlencode({"label": "Where you are"}).encode())
    send(demo, f"{home}/fields.json", FORM, urllib.parse.urlencode({"fieldId": "Country"}).encode())
    (email,) = demo.get("/rest/asset/v1/emails.json?maxReturn=1", demo.token())["result"]
    sample = urllib.parse.urlencode({"emailAddress": "reader@example.com", "leadId": 1}).encode()
    send(demo, f"/rest/asset/v1/email/{email['id']}/sendSample.json", FORM, sample)
