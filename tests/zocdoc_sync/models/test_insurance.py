import pytest

from tests.zocdoc_sync import factories
from zocdoc_sync.models import InsurancePlan
from zocdoc_sync.models.insurance import marked, sold_in

pytestmark = pytest.mark.django_db


def test_a_state_keeps_the_plans_that_name_it_and_the_national_ones():
    clinic = factories.connection()
    national = factories.insurance_plan(clinic, is_national=True, states="")
    both = factories.insurance_plan(clinic, states=marked(["NJ", "NY"]))
    factories.insurance_plan(clinic, states=marked(["CA"]))
    assert set(InsurancePlan.objects.of(clinic).filter(sold_in("ny"))) == {national, both}


@pytest.mark.parametrize(("words", "text"), [([], ""), (["NY"], "|NY|"), (["NJ", "NY"], "|NJ|NY|"), ([""], "")])
def test_words_stand_between_marks(words, text):
    assert marked(words) == text


def test_marked_words_are_read_as_a_list():
    plan = factories.insurance_plan(states=marked(["NJ", "NY"]), care_categories="")
    assert (plan.state_list, plan.category_list) == (["NJ", "NY"], [])
