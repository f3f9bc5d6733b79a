"""Workflows that are installed inactive, ready to be adjusted."""

from workflows_app.recipes.table import RECIPES

__all__ = ["RECIPES"]
