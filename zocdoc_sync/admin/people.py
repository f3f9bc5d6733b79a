"""People and their roles, in the console's look."""

from functools import partial
from typing import Any, ClassVar

from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.forms import AdminPasswordChangeForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.person_form import NewPersonForm, PersonForm
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.people import second_step


class PersonAdmin(ConsoleModelAdmin, DjangoUserAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """People; only a superuser makes superusers or touches one."""

    empty_sentence = "Nobody fits. Reset the filters, or add a person, a role, and the connections to share with them."
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = "console/sign_in/add_person.html"
    change_password_form = AdminPasswordChangeForm
    change_form_outer_before_template = "console/sign_in/person.html"
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

    def get_urls(self) -> list[URLPattern]:
        """Return our own address before Django's."""
        remove = self.admin_site.admin_view(partial(remove_second_step, self))
        return [path("<int:pk>/remove-second-step/", remove, name="person_remove_second_step"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say whether the person has a second step."""
        row = self.get_object(request, object_id)
        more = (
            {} if row is None or second_step.confirmed(row) is None else {"form_token": issue(request, _purpose(row))}
        )
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return everybody to a superuser, and everybody but superusers to an administrator."""
        rows = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 (Django's signature)
        return () if request.user.is_superuser else ("is_superuser",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the roles as boxes to tick."""
        if db_field.name == "groups":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Allow what the console allows, which is less than Django does: a URL must not probe passwords."""
        return ConsoleModelAdmin.lookup_allowed(self, lookup, value, request)


def remove_second_step(admin: PersonAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step of a person who lost app and codes (POST); the next sign-in asks for the password alone."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    person: User = visible_or_404(admin, request, pk)
    if not admin.has_change_permission(request, person):
        raise PermissionDenied
    page = reverse("admin:auth_user_change", args=(pk,))
    try:
        key_of(request, _purpose(person))
    except StaleForm as stale:
        return say_and_go(request, page, str(stale), ok=False)
    second_step.remove(person)
    audit.record("second_step.removed", request=request, now=timezone.now(), subject=f"person {pk}")
    return say_and_go(
        request, page, "The second step is removed. Make sure that the right person asked for it.", ok=True
    )


def _purpose(person: Any) -> str:
    return f"remove-second-step:{person.pk}"


class RoleAdmin(ConsoleModelAdmin, DjangoGroupAdmin):
    """Roles are groups; the built-in ones are set back to their table at every migrate."""

    empty_sentence = "No role is left: run the command “migrate”, which makes the five roles again."
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
