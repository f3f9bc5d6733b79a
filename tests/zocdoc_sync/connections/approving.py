"""A person at the stand-in's consent page."""

import re
from urllib.parse import parse_qs, urlsplit

import requests


def decide(url, decision="approve"):
    """Open the consent page at `url`, press a button, and return the query that comes back to the console."""
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(url, timeout=10)
        inputs = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
        answer = browser.post(
            url.partition("?")[0], data=inputs | {"decision": decision}, allow_redirects=False, timeout=10
        )
    return query_of(answer.headers["Location"])


def query_of(url):
    """Return the parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
