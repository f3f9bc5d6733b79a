"""Recipes that connections are given by themselves."""

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import connection_named
from workflows_app.enums import WorkflowState
from workflows_app.exchange.files import import_
from workflows_app.models import InstalledRecipe, Workflow
from workflows_app.recipes import RECIPES
from workflows_app.recipes.installing import install_recipes
from zocdoc_sync.jobs.draining import drain


def installed(connection):
    return list(Workflow.objects.of(connection).order_by("pk").values_list("recipe", "state", "active"))


def off(*codes):
    return [(code, WorkflowState.OFF, None) for code in codes]


@pytest.fixture
def polled(db):
    return connection_named("Riverbend Clinic")


def test_a_new_connection_has_every_recipe_switched_off_as_soon_as_it_was_polled(clinic):
    assert install_recipes(timezone.now()) == 0
    assert installed(clinic) == []
    drain(timezone.now)
    assert installed(clinic) == off(*RECIPES)


def test_each_connection_is_given_them_once(polled):
    later = connection_named("Hillside Clinic")
    assert [install_recipes(timezone.now()) for _ in range(2)] == [2 * len(RECIPES), 0]
    assert installed(polled) == installed(later) == off(*RECIPES)
    assert set(Workflow.objects.values_list("runs_as", "draft__created_by")) == {(None, None)}


def test_a_recipe_that_was_deleted_does_not_come_back(polled):
    install_recipes(timezone.now())
    Workflow.objects.filter(recipe="no_show").delete()
    assert install_recipes(timezone.now()) == 0
    assert installed(polled) == off(*(code for code in RECIPES if code != "no_show"))


def test_a_recipe_that_somebody_has_begun_counts_as_given_and_stays_as_it_is(polled, admin_user):
    began = import_(RECIPES["no_show"].definition, polled, admin_user, recipe="no_show")
    Workflow.objects.filter(pk=began.pk).update(name="Our no-shows", state=WorkflowState.ACTIVE)
    assert install_recipes(timezone.now()) == len(RECIPES) - 1
    (mine,) = Workflow.objects.filter(recipe="no_show")
    assert (mine.pk, mine.name, mine.state) == (began.pk, "Our no-shows", WorkflowState.ACTIVE)


def test_a_recipe_of_a_later_version_is_given_to_who_has_the_others(polled):
    install_recipes(timezone.now())
    InstalledRecipe.objects.filter(code="arrived").delete()
    Workflow.objects.filter(recipe="arrived").delete()
    assert install_recipes(timezone.now()) == 1
    assert installed(polled)[-1:] == off("arrived")


def test_a_name_that_is_taken_keeps_its_workflow(polled):
    name = RECIPES["auto_confirm"].name
    Workflow.objects.create(connection=polled, name=name)
    install_recipes(timezone.now())
    assert Workflow.objects.get(recipe="auto_confirm").name == f"{name} (2)"


def test_looking_whether_there_is_one_to_give_is_one_question(polled, django_assert_num_queries):
    install_recipes(timezone.now())
    with django_assert_num_queries(1):
        install_recipes(timezone.now())
