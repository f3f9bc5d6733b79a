"""The base of every admin page: only what the person may see, in a bounded number of queries."""

from typing import Any, ClassVar

from django.contrib.admin import ShowFacets
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Case, Model, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.admin import ModelAdmin

from zocdoc_sync.admin.naming import Named
from zocdoc_sync.admin.paging import BoundedPaginator, PagedList
from zocdoc_sync.models import Connection, OwnedModel
from zocdoc_sync.models.scoping import Person

ROWS_A_PAGE = 50


def has_connection(model: type[Model]) -> bool:
    """Tell whether rows of a model belong, or may belong, to a connection."""
    return any(field.name == "connection" for field in model._meta.fields)


def visible_rows(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    """Keep the rows that a person may see: those of visible connections, and those of the installation itself.

    The CASE keeps databases from walking an index by connection: lists then walk the index of their own order and stop
    after a page, instead of sorting a million rows. PostgreSQL expects of it that half of the rows are seen; of a sum
    it expects next to none, and sorts all the same.
    """
    if rows.model is Connection:
        return rows.filter(pk__in=Connection.objects.visible_to(person).values("pk"))
    if not has_connection(rows.model) or getattr(person, "is_superuser", False):
        return rows
    seen = Q(connection__in=Connection.objects.visible_to(person).values("pk"))
    mine = seen if issubclass(rows.model, OwnedModel) else seen | Q(connection__isnull=True)
    shown: QuerySet[Any] = rows.alias(is_mine=Case(When(mine, then=True), default=False)).filter(is_mine=True)
    return shown


class ConsoleModelAdmin(ModelAdmin):
    """Show the rows of connections that the person may see; another clinic's row is one that does not exist."""

    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    paginator: Any = BoundedPaginator
    list_per_page = list_max_show_all = ROWS_A_PAGE
    # Joins are named, so that a new column cannot bring a query a row.
    list_select_related: Any = ()
    list_disable_select_all = True
    list_filter_sheet = False
    list_filter_submit = True
    search_fields: ClassVar[Any] = ()
    # What an empty page says.
    empty_sentence = "Nothing here yet."
    date_hierarchy: Any = None
    actions: Any = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows that this person may see, with their connections in one more query.

        A join with the few connections would be taken first by SQLite, and then every row be sorted.
        """
        rows: QuerySet[Any] = visible_rows(super().get_queryset(request), request.user)
        return rows.prefetch_related("connection") if has_connection(rows.model) else rows

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[PagedList]:  # noqa: ARG002 (Django's signature)
        """Return the list that takes its rows page by page, however few there are."""
        return PagedList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Title a list by what it lists, not by what Django would have people select."""
        title = str(capfirst(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only rows that this person may see."""
        rows = db_field.remote_field.model._default_manager.all()
        kwargs.setdefault("queryset", visible_rows(rows, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer rows to choose, and no windows beside the form in which others are added or changed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        """Allow what the page's filters declare and nothing else: a URL must not probe columns."""
        return lookup in {getattr(one, "parameter_name", None) for one in self.get_list_filter(request)}


class ReadOnlyAdmin(ConsoleModelAdmin):
    """A table that changes only through operations and jobs: nobody adds, edits or deletes its rows here."""

    def words_for(self, row: Any) -> str:
        """Return what the title and the top of a row's page call it; never a patient."""
        return str(row)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **more: Any) -> Any:
        """Title a row's page by what it shows, not by the key that it has here."""
        if (row := more.get("obj")) is not None:
            words = self.words_for(row)
            named = {"title": str(capfirst(self.opts.verbose_name)), "subtitle": words, "original": Named(row, words)}
            context = {**context, **named}
        return super().render_change_form(request, context, *args, **more)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 (Django's signature)
        return False
