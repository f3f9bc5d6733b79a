"""A Zocdoc account that the clinic has connected, and its tokens."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.enums import ConnectionState, Environment, Grant
from zocdoc_sync.models.connection_rules import problems
from zocdoc_sync.models.scoping import ConnectionQuerySet

POLL_SECONDS_MIN, POLL_SECONDS_DEFAULT, POLL_SECONDS_MAX = 15, 60, 3600


class Connection(models.Model):
    """One Zocdoc account: where it is, how it signs in, how often it is polled, and who may see its rows."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True, help_text="How your staff call this account.")
    environment = models.CharField(max_length=16, choices=Environment.choices, default=Environment.SANDBOX)
    grant = models.CharField("sign-in", max_length=24, choices=Grant.choices, default=Grant.CLIENT_CREDENTIALS)
    client_id = models.CharField("client id", max_length=200)
    client_secret = EncryptedField("client secret", null=True, blank=True, bound_to=("uid",))
    scopes = models.CharField(
        max_length=500,
        blank=True,
        help_text="Separated by spaces. Empty: what the client is allowed by Zocdoc.",
    )
    api_url = models.URLField("API address", max_length=300, blank=True)
    token_url = models.URLField("token address", max_length=300, blank=True)
    authorize_url = models.URLField("authorize address", max_length=300, blank=True)
    audience = models.CharField(max_length=300, blank=True, help_text="The trailing slash matters.")
    poll_seconds = models.PositiveIntegerField(
        "poll every (seconds)",
        default=POLL_SECONDS_DEFAULT,
        validators=[MinValueValidator(POLL_SECONDS_MIN), MaxValueValidator(POLL_SECONDS_MAX)],
    )
    is_active = models.BooleanField("active", default=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="zocdoc_connections",
        blank=True,
        help_text="Who sees this account's appointments. Superusers see every account.",
    )
    state = models.CharField(
        max_length=24, choices=ConnectionState.choices, default=ConnectionState.NEW, editable=False
    )
    state_sentence = models.TextField(blank=True, editable=False)
    state_since = models.DateTimeField(null=True, editable=False)
    rejections = models.PositiveIntegerField(default=0, editable=False)
    next_poll_at = models.DateTimeField(null=True, editable=False)
    last_poll_at = models.DateTimeField(null=True, editable=False)
    last_good_poll_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["is_active", "next_poll_at"], name="connection_due_poll")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError with a sentence for each setting that does not go with the others."""
        found = problems(self)
        # The secret is no field of any form: what is wrong with it is said of the connection as a whole.
        found.setdefault("__all__", found.pop("client_secret", ""))
        if told := {name: sentence for name, sentence in found.items() if sentence}:
            raise ValidationError(told)


class ConnectionToken(models.Model):
    """The tokens of a connection; times are UTC."""

    connection = models.OneToOneField(Connection, models.CASCADE, primary_key=True, related_name="token")
    access_token = EncryptedField(null=True, bound_to=("connection_id",))
    refresh_token = EncryptedField(null=True, bound_to=("connection_id",))
    scope = models.TextField(blank=True)
    obtained_at = models.DateTimeField(null=True)
    refresh_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    generation = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"tokens of connection {self.connection_id}"
