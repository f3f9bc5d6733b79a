"""Who asks for an operation: a person, or a part of the console by its name."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from zocdoc_sync.models import Connection


@dataclass(frozen=True)
class Actor:
    """Who asks, and the words that the ledger keeps when that person is gone."""

    user: User | None
    label: str

    @classmethod
    def of(cls, user: User) -> "Actor":
        """Return the actor of a signed-in person."""
        return cls(user, user.get_username())

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return an actor that may do everything, such as the command line of the machine."""
        return cls(None, name)

    def may(self, permission: str) -> bool:
        """Tell whether this actor holds a permission such as `zocdoc_sync.perform_confirmappointment`."""
        return self.user is None or self.user.has_perm(permission)

    def sees(self, connection: Connection) -> bool:
        """Tell whether the rows of a connection are shown to this actor."""
        return self.user is None or Connection.objects.visible_to(self.user).filter(pk=connection.pk).exists()
