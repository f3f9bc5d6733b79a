"""What holds for every model."""

import re

from django.apps import apps
from django.db import models

from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.models import OwnedModel

APPS = ("zocdoc_sync", "workflows_app")
# Rows of the installation itself, of nobody's account.
UNOWNED = {
    "Connection", "ConnectionToken", "Connection_members", "Job", "ScheduleState", "WorkerBeat", "Lease", "RateBudget",
    "AccessEvent", "AuditChain", "Alert", "AlertMail", "AlertMail_alerts", "MailWish", "GuideDismissal", "SignInTries",
    "SecondStep", "RecoveryCode",
}  # fmt: skip
PATIENT_WORDS = re.compile(r"first_name|last_name|birth|phone|email|member_id|patient_name|secret|token|payload|notes")
# Columns whose names sound private and are not.
HARMLESS = {
    ("Location", "phone"), ("Job", "payload"), ("Practice", "payload"), ("Provider", "payload"),
    ("Location", "payload"), ("ProviderLocation", "payload"), ("VisitReason", "payload"), ("Connection", "token_url"),
    ("Facility", "payload"), ("Facility", "phone"), ("Specialty", "payload"), ("InsurancePlan", "payload"),
}  # fmt: skip


def ours():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS]


def test_every_mirrored_row_belongs_to_a_connection():
    unowned = {model.__name__ for model in ours() if not issubclass(model, OwnedModel)}
    assert unowned == UNOWNED & unowned
    assert {model.__name__ for model in ours()} - unowned != set()


def test_every_owned_table_has_an_index_that_begins_with_its_connection():
    missing = []
    for model in ours():
        if not issubclass(model, OwnedModel) or model._meta.pk.name == "appointment":
            continue
        firsts = [index.fields[0] for index in model._meta.indexes if index.fields]
        firsts += [c.fields[0] for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
        if "connection" not in firsts:
            missing.append(model.__name__)
    assert missing == []


def test_columns_that_name_patients_and_secrets_are_encrypted_or_blind():
    readable = [
        (model.__name__, field.name)
        for model in ours()
        for field in model._meta.concrete_fields
        if PATIENT_WORDS.search(field.name)
        and not field.name.endswith(("_index", "_at"))
        and not isinstance(field, (EncryptedField, models.DateTimeField, models.ForeignKey))
        and (model.__name__, field.name) not in HARMLESS
    ]
    assert readable == []


def test_every_model_with_a_list_page_has_an_order_that_ends_in_its_key():
    loose = [
        model.__name__ for model in ours() if model._meta.ordering and model._meta.ordering[-1] not in {"pk", "-pk"}
    ]
    assert loose == []
