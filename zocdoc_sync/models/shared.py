"""Rows that processes share: leases and the rate budget."""

from django.db import models


class Lease(models.Model):
    """The right to do something alone until it expires; `fence` grows each time it changes hands."""

    name = models.CharField(max_length=160, primary_key=True)
    owner = models.CharField(max_length=100, blank=True)
    expires_at = models.DateTimeField()
    fence = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class RateBudget(models.Model):
    """One client's budget of one kind of request, as a generic cell rate: `arrival_ms` is the theoretical arrival time.

    Times are milliseconds since 1970 (UTC), so that one conditional UPDATE compares and moves them on every database.
    """

    key = models.CharField(max_length=120, primary_key=True)
    arrival_ms = models.BigIntegerField(default=0)
    slowed_until_ms = models.BigIntegerField(default=0)
    slow_factor = models.PositiveSmallIntegerField(default=1)
    taken = models.BigIntegerField(default=0)
    # What was given out in one minute of the clock, for people who look; `minute` counts minutes since 1970 (UTC).
    minute = models.BigIntegerField(default=0)
    minute_taken = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.key
