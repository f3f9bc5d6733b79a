import pytest

from zocdoc_sync.operations.wording import in_words

BOOK, FIND = "createAppointment", "getProviderLocationsAvailability"


@pytest.mark.parametrize(
    ("code", "sentence", "words"),
    [
        (FIND, "end_date_in_provider_local_time: The span.", "Last day: The span."),
        (FIND, f"You may not do {FIND}.", "You may not do “Get provider locations availability”."),
        (BOOK, "Zocdoc refused the request: data.patient.phone_number: 10 digits.",
         "Zocdoc refused the request: Phone: 10 digits."),
        (BOOK, "data.patient.insurance.insurance_plan_id is required by the provider.",
         "Insurance plan id is required by the provider."),
        (BOOK, "data.patient.unheard_of: Wrong.", "Unheard of: Wrong."),
        ("getAppointments", "The next page begins here; page: too large.",
         "The next page begins here; Page: too large."),
    ],
)  # fmt: skip
def test_zocdocs_names_are_replaced_and_other_words_are_left(code, sentence, words):
    assert in_words(code, sentence) == words
