"""Giving each connection the recipes: once, switched off, as soon as its first poll has ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from workflows_app.exchange.files import import_
from workflows_app.models import InstalledRecipe, Workflow
from workflows_app.recipes.recipe import Recipe
from workflows_app.recipes.table import RECIPES
from zocdoc_sync.models import Connection


def install_recipes(now: datetime) -> int:
    """Install what connections that were polled were never given, and return how many workflows that made.

    A recipe that somebody has begun by hand counts as given; one that was deleted does not come back.
    """
    given = InstalledRecipe.objects.filter(code__in=RECIPES).order_by().values("connection")
    done = given.annotate(number=Count("pk")).filter(number=len(RECIPES)).values("connection")
    waiting = Connection.objects.filter(last_good_poll_at__isnull=False).exclude(pk__in=done)
    return sum(_install(recipe, connection, now) for connection in waiting for recipe in RECIPES.values())


def _install(recipe: Recipe, connection: Connection, now: datetime) -> bool:
    """Install one recipe; the row that says so is the lock, and comes or goes with the workflow."""
    with transaction.atomic():
        _, is_first = InstalledRecipe.objects.get_or_create(
            connection=connection, code=recipe.code, defaults={"at": now}
        )
        if not is_first or Workflow.objects.of(connection).filter(recipe=recipe.code).exists():
            return False
        import_(recipe.definition, connection, None, recipe=recipe.code)
    return True
