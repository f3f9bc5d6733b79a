"""Model fields whose columns hold ciphertext only, opened when a person or a task really reads them."""

import json
from typing import Any

from django.db import models

from zocdoc_sync.encryption.sealing import seal, unseal


class Sealed:
    """A value as it stands in the database: it tells nothing until the row that owns it opens it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class _Opening:
    """Open a sealed attribute on first reading."""

    def __init__(self, field: "EncryptedField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = self.field.opened(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Text that is encrypted in the database and bound to its table, column and row.

    `bound_to` names the attributes that tell the row apart; they must be set before the row is saved and never change.
    """

    def __init__(self, *args: Any, bound_to: tuple[str, ...] = ("pk",), **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": self.bound_to}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002 (Django's signature)
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opening(self))

    def place(self, instance: models.Model) -> str:
        """Return the text that a value of this row is bound to; raise ValueError when the row has no identity yet."""
        parts = [getattr(instance, name) for name in self.bound_to]
        if any(part is None or part == "" for part in parts):
            raise ValueError(
                f"{self.model._meta.label}.{self.name} needs {', '.join(self.bound_to)} before it is sealed."
            )
        return "|".join([f"{self.model._meta.db_table}.{self.column}", *map(str, parts)])

    def sealed(self, value: Any, instance: models.Model) -> str | None:
        """Return what the database holds for `value` in this row."""
        if isinstance(value, Sealed):
            return value.text
        return None if value is None else seal(self.to_plain(value), self.place(instance))

    def opened(self, value: Sealed, instance: models.Model) -> Any:
        """Return the value of a sealed column of this row; raise SealBroken when it cannot be opened."""
        return self.from_plain(unseal(value.text, self.place(instance)))

    def to_plain(self, value: Any) -> str:
        return str(value)

    def from_plain(self, plain: str) -> Any:
        return plain

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 (Django's signature)
        text = self.sealed(model_instance.__dict__.get(self.attname), model_instance)
        return None if text is None else Sealed(text)

    def get_prep_value(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value.text
        raise TypeError(
            f"{self.model._meta.label}.{self.name} is encrypted: save it through its row, search its blind index."
        )

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def value_from_object(self, obj: models.Model) -> Any:  # noqa: ARG002 (Django's signature)
        """Refuse what would write the value out readably, such as `dumpdata`."""
        raise TypeError(f"{self.model._meta.label}.{self.name} is encrypted: copy the database itself instead.")

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedJSONField(EncryptedField):
    """Like EncryptedField, for what JSON can hold."""

    def to_plain(self, value: Any) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    def from_plain(self, plain: str) -> Any:
        return json.loads(plain)
