"""Tests with unittest: a server for the module, and an instance for each test."""

import contextlib
import json
import unittest
import urllib.parse
import urllib.request

from mercat import testing


def setUpModule():
    global server
    server = unittest.enterModuleContext(testing.demo(seed=7))


class Quota(unittest.TestCase):
    """What a client meets at the end of the day's quota."""

    def setUp(self):
        self.instance = self.enterContext(server.instance())
        marketo = self.instance.marketo
        query = {
            "grant_type": "client_credentials",
            "client_id": marketo.client_id,
            "client_secret": marketo.client_secret,
        }
        self.token = self.get(f"{marketo.identity}/oauth/token?{urllib.parse.urlencode(query)}")["access_token"]

    def get(self, url, **headers):
        with contextlib.closing(urllib.request.urlopen(urllib.request.Request(url, headers=headers))) as response:
            return json.load(response)

    def read(self):
        url = f"{self.instance.marketo.endpoint}/v1/lead/1.json"
        return self.get(url, Authorization=f"Bearer {self.token}")

    def test_a_call_beyond_the_quota_is_refused_until_the_next_day(self):
        self.instance.control("PUT", "/limits", {"marketo": {"daily_quota": 1}})
        self.assertTrue(self.read()["success"])
        self.assertEqual(self.read()["errors"][0]["code"], "607")
        self.instance.clock.advance(86_400)
        self.assertEqual(self.read()["errors"][0]["code"], "602")

    def test_the_quota_of_another_test_is_another_one(self):
        self.assertTrue(self.read()["success"])
        self.assertEqual(self.instance.requests.find(code=607), [])


if __name__ == "__main__":
    unittest.main()
