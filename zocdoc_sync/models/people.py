"""How people sign in: tries that failed, the second step and its recovery codes."""

from django.conf import settings
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField


class SignInTries(models.Model):
    """Tries to sign in that have not succeeded; the key is a fingerprint of what they have in common."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["last_at"], name="sign_in_tries_old")]

    def __str__(self) -> str:
        return f"{self.number} tries"


class SecondStep(models.Model):
    """A person's authenticator app; `last_step` is the time step of the last code, so that none works twice."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="second_step"
    )
    seed = EncryptedField(bound_to=("person_id",))
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=-1)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"second step of person {self.person_id}"


class RecoveryCode(models.Model):
    """A code that works once in the place of the app; only its hash is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
