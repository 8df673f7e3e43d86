"""marketorestpython as its users write it: no address but what the client makes of the Munchkin id."""

import json
import sys

from marketorestpython.client import MarketoClient

client = MarketoClient(*sys.argv[1:4])
made = client.execute("create_update_leads", [{"email": "ada@clients.test", "firstName": "Ada"}])
(person,) = client.execute("get_lead_by_id", made[0]["id"], fields="email,firstName")
print(json.dumps([client.host, made[0]["status"], person["firstName"]]))
