"""Calls mercat by a vendor's host with every client of Python, none of which is told anything but the address.

Prints the HTTP status of a call by client, and the error of a call to a real host of the vendor.
"""

import asyncio
import http.client
import json
import sys
import urllib.request

import aiohttp
import httpx
import requests

URL, HOST, REFUSED = sys.argv[1], sys.argv[1].split("/")[2], "https://app.marketo.com/"


def urllib_status(url):
    with urllib.request.urlopen(url) as answer:
        return answer.status


def http_client_status(url):
    connection = http.client.HTTPSConnection(url.split("/")[2])
    connection.request("GET", "/" + url.split("/", 3)[3])
    return connection.getresponse().status


async def httpx_async(url):
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).status_code


async def aiohttp_status(url, **options):
    async with aiohttp.ClientSession(**options) as session, session.get(url) as answer:
        return answer.status


CLIENTS = {
    "requests": lambda url: requests.get(url, timeout=30).status_code,
    "httpx": lambda url: httpx.get(url).status_code,
    "httpx-async": lambda url: asyncio.run(httpx_async(url)),
    "aiohttp": lambda url: asyncio.run(aiohttp_status(url)),
    "aiohttp-trust-env": lambda url: asyncio.run(aiohttp_status(url, trust_env=True)),
    "urllib": urllib_status,
    "http.client": http_client_status,
}


def refusal(call):
    try:
        return f"answered {call(REFUSED)}"
    except Exception as problem:
        return f"{problem} {getattr(problem, 'reason', '')}"


print(json.dumps({name: [call(URL), refusal(call)] for name, call in CLIENTS.items()}))
