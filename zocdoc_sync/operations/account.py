"""The operations on the account itself."""

from zocdoc_sync.operations.forms import account as forms
from zocdoc_sync.operations.spec import CONNECTION, OperationSpec

AREA = "account"

OPERATIONS = (
    OperationSpec(
        code="rotateCredentials",
        label="Rotate credentials",
        area=AREA,
        target=CONNECTION,
        form=forms.RotateCredentials,
        verb="Rotate the secret",
        icon="key",
        writes=True,
        destroys=True,
    ),
    OperationSpec(
        code="mockWebhookRequest",
        label="Send a mock webhook",
        area=AREA,
        target=CONNECTION,
        form=forms.MockWebhook,
        verb="Send",
        icon="webhook",
        writes=True,
    ),
)
