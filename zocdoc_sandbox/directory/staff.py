"""Everybody who works at the clinic: the people of the demo, and as many more as the stand-in is started with."""

import os
from dataclasses import replace
from itertools import cycle, islice

from zocdoc_sandbox.directory.ids import minted
from zocdoc_sandbox.directory.providers import DEMO, Provider, ProviderLocation

MORE_VARIABLE = "SANDBOX_MORE_PROVIDERS"
FIRST_NPI = 100_400_000
# What the check digit of an NPI is computed over begins with these digits, which say "United States, health".
ISSUER = "80840"
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def _npi(nine: int) -> str:
    digits = [int(digit) for digit in f"{ISSUER}{nine}"]
    total = sum(digits[-2::-2]) + sum(DOUBLED[digit] for digit in digits[::-2])
    return f"{nine}{-total % 10}"


def _like(number: int, pattern: Provider) -> Provider:
    return replace(
        pattern, id=minted("pr", f"more{number}"), npi=_npi(FIRST_NPI + number), first_name="Robin",
        last_name=f"Sample {number}", locations=pattern.locations[:1],
    )  # fmt: skip


def more_staff(wanted: int) -> tuple[Provider, ...]:
    """Return so many invented providers, the same at every start, each at one location."""
    patterns = islice(cycle(DEMO), wanted)
    return tuple(_like(number, pattern) for number, pattern in enumerate(patterns, start=1))


STAFF = (*DEMO, *more_staff(int(os.environ.get(MORE_VARIABLE, "0"))))
STAFF_LOCATIONS = tuple(ProviderLocation(person, location) for person in STAFF for location in person.locations)
