"""Who sees which connection's rows: every query of a person goes through `visible_to`."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import models

if TYPE_CHECKING:
    from zocdoc_sync.models.connection import Connection

Person = User | AbstractBaseUser | AnonymousUser


def _sees_all(person: Person) -> bool:
    return bool(person.is_active and getattr(person, "is_superuser", False))


class ConnectionQuerySet(models.QuerySet[Any]):
    """Connections, and which of them a person may see."""

    def visible_to(self, person: Person) -> Self:
        """Keep the connections that the person is a member of; a superuser keeps all, an anonymous visitor none."""
        if _sees_all(person):
            return self
        if not person.is_authenticated or not person.is_active:
            return self.none()
        membership = self.model.members.through.objects.filter(user_id=person.pk)
        return self.filter(pk__in=membership.values("connection_id"))


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows that belong to one connection."""

    def visible_to(self, person: Person) -> Self:
        """Keep the rows of connections that the person may see."""
        if _sees_all(person):
            return self
        connections = self.model._meta.get_field("connection").related_model
        return self.filter(connection__in=connections.objects.visible_to(person).values("pk"))

    def of(self, connection: "Connection") -> Self:
        """Keep the rows of one connection."""
        return self.filter(connection=connection)


class OwnedModel(models.Model):
    """Base of every row that belongs to one connection."""

    # Every owned table has an index of its own that begins with the connection.
    connection = models.ForeignKey("zocdoc_sync.Connection", models.CASCADE, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
