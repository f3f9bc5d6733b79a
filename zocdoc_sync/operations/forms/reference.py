"""Input of the operations on specialties and visit reasons."""

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.forms.paging import care_categories, page_field, size_field


class SearchSpecialties(OperationForm):
    page = page_field(200)
    page_size = size_field(500)
    care_category = care_categories()


class OneSpecialty(OperationForm):
    specialty_id = ids.specialty_id(required=True)


class SearchVisitReasons(OperationForm):
    page = page_field(200)
    page_size = size_field(500)
    specialty_id = ids.specialty_id()


class OneVisitReason(OperationForm):
    visit_reason_id = ids.visit_reason_id(required=True)
