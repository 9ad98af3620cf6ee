"""What the pages of all things have in common."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from kartoteka.domain.regions.selectors import list_region_names

_Row = TypeVar("_Row", bound=Model)

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin
else:

    class _ModelAdmin(admin.ModelAdmin):
        def __class_getitem__(cls, _model: type[Model]) -> type["_ModelAdmin"]:
            return cls


class ThingAdmin(_ModelAdmin[_Row]):
    """
    Pages about things of one kind. Who passed the site's own check may see all of them; what may be added or changed
    says each kind, and nothing is ever deleted.

    The journal of Django's admin stays empty: the Portal's own is written by the services, with what they change.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        # Only the filters of the page filter: an address that asks for beginnings of password hashes gets no answer.
        return lookup in {getattr(choice, "parameter_name", "") for choice in self.list_filter}

    def log_addition(self, request: HttpRequest, obj: _Row, message: Any) -> Any:
        """See the class."""

    def log_change(self, request: HttpRequest, obj: _Row, message: Any) -> Any:
        """See the class."""


class Choice(admin.SimpleListFilter):
    """A filter that looks at nothing but its own choices, whatever stands in the address."""

    @property
    def chosen(self) -> str | None:
        value = self.value()
        return value if value in {str(choice) for choice, _ in self.lookup_choices} else None


class RegionFilter(Choice):
    title = "Регион"
    parameter_name = "region"
    field = "region"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list_region_names()

    def queryset(self, request: HttpRequest, queryset: QuerySet[_Row]) -> QuerySet[_Row]:
        return queryset.filter(**{self.field: self.chosen}) if self.chosen else queryset
