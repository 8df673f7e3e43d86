"""A small program that talks to Marketo: it keeps subscribers of a newsletter, and knows nothing of mercat."""

import json
import time
import urllib.parse
import urllib.request

ATTEMPTS = 3


class Subscribers:
    """People in Marketo. `pause` waits between two attempts."""

    def __init__(self, endpoint, identity, client_id, client_secret, pause=time.sleep):
        self.endpoint = endpoint
        query = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
        self.token_url = f"{identity}/oauth/token?{urllib.parse.urlencode(query)}"
        self.pause = pause
        self.token = None

    def add(self, email):
        """Add a subscriber, or find the one of this address; their id."""
        answer = self.call("POST", "/v1/leads.json", {"lookupField": "email", "input": [{"email": email}]})
        return answer["result"][0]["id"]

    def find(self, email):
        """The ids of the subscribers of an address."""
        query = urllib.parse.urlencode({"filterType": "email", "filterValues": email, "fields": "id,email"})
        return [person["id"] for person in self.call("GET", f"/v1/leads.json?{query}")["result"]]

    def call(self, method, path, body=None):
        """Call the REST API: again after a pause if it is too busy, and with a new token if the token has expired."""
        for attempt in range(ATTEMPTS):
            answer = self.send(method, path, body)
            codes = {error["code"] for error in answer.get("errors", ())}
            if not codes:
                return answer
            if codes & {"601", "602"}:
                self.token = None
            elif "606" in codes:
                self.pause(2**attempt)
            else:
                break
        raise RuntimeError(f"{method} {path}: {answer['errors']}")

    def send(self, method, path, body):
        """One call with the current token."""
        if self.token is None:
            with urllib.request.urlopen(self.token_url) as response:
                self.token = json.load(response)["access_token"]
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.endpoint + path, content, headers, method=method)
        with urllib.request.urlopen(request) as response:
            return json.load(response)
