"""The pages of recipes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from workflows_app.enums import WorkflowState
from workflows_app.models import Workflow
from workflows_app.recipes import RECIPES
from workflows_app.recipes.installing import install_recipes

LIST = "/admin/workflows_app/workflow/"


def page_of(code):
    return reverse("admin:workflow_recipe", args=(code,))


@pytest.mark.parametrize("code", RECIPES)
def test_each_recipe_has_a_page_that_says_what_it_does_and_what_to_adjust(at_builder, code):
    page = at_builder.get(page_of(code))
    assert page.context["recipe"] == RECIPES[code]
    assert page.context["starts"]
    assert page.context["steps"]
    assert [one.code for one in page.context["others"]] == [one for one in RECIPES if one != code]
    assert "What to adjust" in page.content.decode()


def test_a_recipe_is_installed_from_its_page_and_is_off(at_builder, clinic):
    (token,) = hidden(at_builder.get(page_of("arrived")), "form_token")
    posted = {"form_token": token, "start": "recipe:arrived", "connection": clinic.pk}
    answer = at_builder.post(reverse("admin:workflows_app_workflow_add"), posted)
    made = Workflow.objects.get()
    assert answer.url == reverse("admin:workflows_app_workflow_change", args=(made.pk,))
    assert (made.state, made.recipe) == (WorkflowState.OFF, "arrived")
    [shown] = at_builder.get(page_of("arrived")).context["installed"]
    assert (shown.name, shown.connection) == (made.name, clinic.name)


def test_the_list_offers_the_recipes_while_there_is_no_workflow(at_builder, client, clinic):
    assert at_builder.get(LIST).context["recipes"] == list(RECIPES.values())
    install_recipes(timezone.now())
    page = at_builder.get(LIST)
    assert page.context["recipes"] == []
    about = [f'<a class="sd-link" href="{page_of(code)}">What to adjust</a>' for code in RECIPES]
    assert [line in page.content.decode() for line in about] == [True] * len(RECIPES)
    Workflow.objects.all().delete()
    client.force_login(person("Administrator", clinic))
    assert client.get(LIST).context["recipes"] == []


def test_where_another_clinic_has_it_is_not_told(at_builder, clinic, other, admin_user):
    Workflow.objects.create(connection=other, name="Theirs", recipe="arrived")
    assert at_builder.get(page_of("arrived")).context["installed"] == []


def test_who_only_looks_is_offered_no_form_and_an_unknown_recipe_is_not_there(client, clinic):
    client.force_login(person("Viewer", clinic))
    answer = client.get(page_of("arrived"))
    assert answer.status_code == 403 or hidden(answer, "start") == []
    client.force_login(person("Builder", clinic))
    assert client.get(page_of("nothing")).status_code == 404
