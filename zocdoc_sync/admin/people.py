"""People and their roles, in the console's look."""

from typing import Any, ClassVar

from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from zocdoc_sync.admin.base import ConsoleModelAdmin


class PersonAdmin(ConsoleModelAdmin, DjangoUserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """People; only a superuser makes superusers or touches one."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    list_filter = ()
    search_fields: ClassVar[Any] = ()
    ordering = ("username", "pk")
    sortable_by = ()
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return everybody to a superuser, and everybody but superusers to an administrator."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 (Django's signature)
        return () if request.user.is_superuser else ("is_superuser",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow what the console allows, which is less than Django does: a URL must not probe passwords."""
        return ConsoleModelAdmin.lookup_allowed(self, lookup, value, request)


class RoleAdmin(ConsoleModelAdmin, DjangoGroupAdmin):
    """Roles are groups; the built-in ones are set back to their table at every migrate."""

    list_display = ("name",)
    search_fields: ClassVar[Any] = ()
    ordering = ("name", "pk")
    sortable_by = ()

    class Media:
        js = ("slotdesk/selectors.js",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any) -> Any:
        """Offer permissions of the console and of people only, in one query."""
        if db_field.name == "permissions":
            rows = db_field.remote_field.model.objects.select_related("content_type")
            kwargs["queryset"] = rows.filter(content_type__app_label__in=("zocdoc_sync", "workflows_app", "auth"))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
