"""Addresses of the authorization server."""

from django.urls import path

from zocdoc_sandbox.faults.rules import TOKEN
from zocdoc_sandbox.oauth.authorize import authorize
from zocdoc_sandbox.oauth.token import token

# What the log and the faults call these two.
vars(token)["operations"] = {"POST": TOKEN}
vars(authorize)["operations"] = {"GET": "authorize", "POST": "authorize"}

OAUTH = [path("oauth/token", token), path("authorize", authorize)]
