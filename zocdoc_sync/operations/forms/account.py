"""Input of the operations on the account itself."""

import base64
import binascii

from django import forms
from django.core.validators import URLValidator

from zocdoc_sync.operations.fields.words import OneOf, Text
from zocdoc_sync.operations.forms.base import OperationForm

UPDATE_TYPES = [(word, word.capitalize()) for word in ("created", "updated", "cancelled")]


class RotateCredentials(OperationForm):
    application_client_id = Text(max_length=200, label="Client id")


class MockWebhook(OperationForm):
    webhook_url = Text(max_length=500, label="Address that receives it")
    webhook_key = Text(max_length=200, label="Key (base64)")
    appointment_update_type = OneOf(UPDATE_TYPES, required=False)

    def clean_webhook_url(self) -> str:
        """Refuse what is not a web address."""
        address: str = self.cleaned_data["webhook_url"]
        URLValidator(schemes=["http", "https"], message="Write a web address, https://….")(address)
        return address

    def clean_webhook_key(self) -> str:
        """Refuse a key that is not base64."""
        key: str = self.cleaned_data["webhook_key"]
        try:
            base64.b64decode(key, validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError("The key must be base64.") from None
        return key
