"""What the stand-in stores; instants are microseconds since 1970, so that they sort and compare exactly."""

from typing import ClassVar

from django.db import models


class Client(models.Model):
    """One set of API credentials with its products; `audience` replaces the server's own address where it is set."""

    client_id = models.CharField(max_length=80, primary_key=True)
    secret = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField(default=list)
    redirect_uris = models.JSONField(default=list)
    audience = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=40, default="riverbend")
    directory_enabled = models.BooleanField(default=True)
    calendar_enabled = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["Client"]] = models.Manager()

    def __str__(self) -> str:
        return self.client_id


class Token(models.Model):
    """An access or refresh token; one that was asked for without the right audience is not `usable`."""

    token = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=8)
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    user = models.CharField(max_length=80, blank=True)
    scopes = models.JSONField(default=list)
    family = models.CharField(max_length=40, blank=True, db_index=True)
    usable = models.BooleanField(default=True)
    expires = models.BigIntegerField()
    family_ends = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["Token"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} of {self.client.pk}"


class Code(models.Model):
    """An authorization code on its way through the browser; spent at its first use."""

    code = models.CharField(max_length=80, primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.CASCADE)
    user = models.CharField(max_length=80)
    redirect_uri = models.CharField(max_length=300)
    challenge = models.CharField(max_length=128)
    audience = models.CharField(max_length=200, blank=True)
    scopes = models.JSONField(default=list)
    expires = models.BigIntegerField()

    objects: ClassVar[models.Manager["Code"]] = models.Manager()

    def __str__(self) -> str:
        return f"code of {self.client.pk}"


class Appointment(models.Model):
    """One booking; `patient` is what participants answers, `user` the person who booked, if a user credential did."""

    id = models.UUIDField(primary_key=True)
    organization = models.CharField(max_length=40, default="riverbend")
    user = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=40)
    arrived = models.BooleanField(default=False)
    start_time = models.CharField(max_length=40)
    start = models.BigIntegerField()
    created = models.BigIntegerField()
    modified = models.BigIntegerField()
    provider_id = models.CharField(max_length=60)
    location_id = models.CharField(max_length=60)
    practice_id = models.CharField(max_length=60, blank=True)
    visit_reason_id = models.CharField(max_length=60)
    visit_type = models.CharField(max_length=40, default="in_person")
    patient_type = models.CharField(max_length=20, default="new")
    confirmation_type = models.CharField(max_length=20, default="manual")
    is_provider_resource = models.BooleanField(default=False)
    location_phone_number = models.CharField(max_length=20, blank=True)
    location_phone_extension = models.CharField(max_length=10, blank=True)
    waiting_room_path = models.CharField(max_length=200, blank=True)
    developer_patient_id = models.CharField(max_length=100, blank=True)
    notes = models.CharField(max_length=200, blank=True)
    cancellation_reason = models.CharField(max_length=500, blank=True)
    cancellation_reason_type = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=60, blank=True)
    patient = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["Appointment"]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["modified", "id"], name="by_modified"),
            models.Index(fields=["start", "id"], name="by_start"),
            models.Index(fields=["created", "id"], name="by_created"),
            models.Index(fields=["provider_id", "start"], name="by_provider"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Attachment(models.Model):
    """A document of an appointment, from the patient or from a partner."""

    id = models.UUIDField(primary_key=True)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE)
    attachment_type = models.CharField(max_length=40)
    side = models.CharField(max_length=10, blank=True)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    objects: ClassVar[models.Manager["Attachment"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.id)


class CalendarDay(models.Model):
    """A provider's published slots of one local date; `previous` is what a read may still show until `settled`."""

    provider_id = models.CharField(max_length=60)
    date = models.DateField()
    slots = models.JSONField(default=list)
    previous = models.JSONField(default=list)
    settled = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["CalendarDay"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider_id", "date"], name="one_day_a_provider")]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.date}"


class Mapping(models.Model):
    """Insurance plans of a provider location; `coming` replaces `plan_ids` at `applies`."""

    provider_location_id = models.CharField(max_length=130, primary_key=True)
    plan_ids = models.JSONField(default=list)
    coming = models.JSONField(null=True)
    applies = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["Mapping"]] = models.Manager()

    def __str__(self) -> str:
        return self.provider_location_id


class Receiver(models.Model):
    """Where webhooks of changes go; the key is base64."""

    url = models.CharField(max_length=300, unique=True)
    key = models.CharField(max_length=200)

    objects: ClassVar[models.Manager["Receiver"]] = models.Manager()

    def __str__(self) -> str:
        return self.url
