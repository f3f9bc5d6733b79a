"""The operations on specialties and visit reasons."""

from zocdoc_sync.operations.forms import reference as forms
from zocdoc_sync.operations.spec import CONNECTION, OperationSpec

AREA = "reference"

OPERATIONS = (
    OperationSpec(
        code="getSpecialties",
        label="Get specialties",
        area=AREA,
        target=CONNECTION,
        form=forms.SearchSpecialties,
        verb="List",
        icon="category",
    ),
    OperationSpec(
        code="getSpecialtyById",
        label="Get specialty",
        area=AREA,
        target=CONNECTION,
        form=forms.OneSpecialty,
        verb="Read",
        icon="label",
    ),
    OperationSpec(
        code="getVisitReasons",
        label="Get visit reasons",
        area=AREA,
        target=CONNECTION,
        form=forms.SearchVisitReasons,
        verb="List",
        icon="list_alt",
    ),
    OperationSpec(
        code="getVisitReasonById",
        label="Get visit reason",
        area=AREA,
        target=CONNECTION,
        form=forms.OneVisitReason,
        verb="Read",
        icon="article",
    ),
)
