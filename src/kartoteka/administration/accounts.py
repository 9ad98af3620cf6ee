"""Accounts: found, looked at, made, and acted upon (A-02). Nothing of a health record is here."""

from functools import partial
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kartoteka.administration import searching
from kartoteka.administration.acts import ACTS, REFUSALS, ROLE_PROPOSED, Act, Acting
from kartoteka.administration.forms import NewAccountForm, RoleForm
from kartoteka.administration.history import history_of, latest_of, letters_of
from kartoteka.administration.models import Account
from kartoteka.administration.pages import Choice, RegionFilter, ThingAdmin
from kartoteka.administration.roles import is_alone, roles_view, waiting_for
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import BLOCK_GROUNDS, ROLES, moment
from kartoteka.domain.accounts import administration
from kartoteka.domain.accounts.errors import AccountError, AccountNotFound, NotAdministrator
from kartoteka.domain.accounts.selectors import count_sessions, logins, open_block
from kartoteka.domain.accounts.types import NewAccount, Role
from kartoteka.domain.card_index.selectors import find_accounts_by_main_person, main_names
from kartoteka.shared.phones import InvalidPhone, MobilePhone
from kartoteka.ui.addresses import public_address

_NAMES = "admin:administration_account"
# Whoever finds more by a name has to say more of it.
_MOST_FOUND_BY_NAME = 500
# No place in the journal has so many digits.
_LONGEST_NUMBER = 30


class AccountList(searching.FoundList):
    """A page of the list, with the names of the main persons read at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        names = main_names([account.pk for account in self.result_list])
        for account in self.result_list:
            account.main_name = names.get(account.pk)


class RoleFilter(Choice):
    title = "Роль"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, words) for role, words in ROLES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queryset.filter(role=self.chosen) if self.chosen else queryset


class StateFilter(Choice):
    title = "Состояние"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Действует"), ("closed", "Не действует")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Account]) -> QuerySet[Account]:
        return queryset.filter(is_active=self.chosen == "open") if self.chosen else queryset


@admin.register(Account, site=site)
class AccountAdmin(ThingAdmin[Account]):
    list_display = (
        "shown_login",
        "shown_email",
        "shown_main_person",
        "shown_role",
        "shown_region",
        "shown_state",
        "shown_made",
    )
    list_filter = (RoleFilter, StateFilter, RegionFilter)
    show_facets = admin.ShowFacets.NEVER
    # The columns that hold the words themselves; names, SNILS and whatever else is kept elsewhere, see below.
    search_fields = ("login", "email")
    search_help_text = "Логин, электронная почта или телефон, имя или СНИЛС Главного пользователя"
    sortable_by = ("shown_login", "shown_email", "shown_made")
    ordering = ("-created_at", "pk")
    fields = (
        "shown_login", "shown_email", "shown_phone", "shown_main_person", "shown_role", "shown_region", "shown_state",
        "shown_made", "shown_last_sign_in", "shown_sessions",
    )  # fmt: skip
    readonly_fields = fields
    change_list_template = "administration/accounts.html"
    change_form_template = "administration/account.html"

    @admin.display(description="Логин", ordering="login")
    def shown_login(self, account: Account) -> str:
        return account.login

    @admin.display(description="Электронная почта", ordering="email")
    def shown_email(self, account: Account) -> str:
        return account.email or "Не указана"

    @admin.display(description="Телефон")
    def shown_phone(self, account: Account) -> str:
        return str(MobilePhone(account.phone)) if account.phone else "Не указан"

    @admin.display(description="Главный пользователь")
    def shown_main_person(self, account: Account) -> str:
        return str(getattr(account, "main_name", None) or "Картотека пуста")

    @admin.display(description="Роль")
    def shown_role(self, account: Account) -> str:
        return ROLES[Role(account.role)]

    @admin.display(description="Регион")
    def shown_region(self, account: Account) -> str:
        return account.region.name

    @admin.display(description="Состояние")
    def shown_state(self, account: Account) -> str:
        return "Действует" if account.is_active else "Не действует"

    @admin.display(description="Создана", ordering="created_at")
    def shown_made(self, account: Account) -> str:
        return moment(account.created_at)

    @admin.display(description="Последний вход")
    def shown_last_sign_in(self, account: Account) -> str:
        return moment(account.last_login) if account.last_login else "Ещё не было"

    @admin.display(description="Открытых сеансов")
    def shown_sessions(self, account: Account) -> int:
        return count_sessions(account_id=account.pk, now=timezone.now())

    # --- the list -----------------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AccountList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Account], search_term: str
    ) -> tuple[QuerySet[Account], bool]:
        words = searching.words_of(request, search_term)
        if not words:
            return queryset, False
        wanted = _by_phone(words) | Q(pk__in=find_accounts_by_main_person(words=words, at_most=_MOST_FOUND_BY_NAME))
        for field in self.search_fields:
            wanted |= Q(**{f"{field}__icontains": words})
        return queryset.filter(wanted), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method != "POST":
            return super().changelist_view(request, {"title": "Учетные записи", "search_label": "Найти учетную запись"})
        administration.record_search(by=actor(request), now=timezone.now())
        return searching.found_at(request)

    # --- one account --------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        one, prefix = "<uuid:object_id>", "administration_account"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.add_view), name=f"{prefix}_add"),
            path("roles/", view(roles_view), name=f"{prefix}_roles"),
            path(f"{one}/history/", view(self.history_view), name=f"{prefix}_history"),
            path(f"{one}/change/", view(self.change_view), name=f"{prefix}_change"),
            *(
                path(f"{one}/{act.name}/", view(partial(self.act_view, act=act)), name=f"{prefix}_{act.name}")
                for act in ACTS
            ),
        ]

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        account = self._account(object_id)
        administration.record_look(account_id=account.pk, by=actor(request), now=timezone.now())
        own: dict[str, Any] = {
            "title": account.login,
            "why_blocked": self._block_words(account),
            "acts": [act for act in ACTS if act.applies(account)],
            "history": latest_of(account.pk),
            "letters": letters_of(account.pk),
        }
        own |= waiting_for(request, account.pk)
        return super().change_view(request, str(object_id), form_url, (extra_context or {}) | own)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Account | None:
        account: Account | None = super().get_object(request, object_id, from_field)
        if account is not None:
            account.main_name = main_names([account.pk]).get(account.pk)  # type: ignore[attr-defined]
        return account

    def history_view(
        self, request: HttpRequest, object_id: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        account = self._account(object_id)
        # Python refuses to read thousands of digits as a number.
        before = request.GET.get("before", "")[:_LONGEST_NUMBER]
        own = {
            "title": f"История: {account.login}",
            "account": account,
            "history": history_of(account.pk, before=int(before) if before.isdecimal() and before.isascii() else None),
        }
        return self._page(request, "administration/history.html", own)

    def act_view(self, request: HttpRequest, object_id: UUID, act: Act) -> HttpResponse:
        """The page of an act, and the act itself."""
        account = self._account(object_id)
        if not act.applies(account):
            messages.info(request, "Это уже сделано: посмотрите состояние учетной записи")
            return redirect(f"{_NAMES}_change", account.pk)
        form = act.form(request.POST or None, initial={"role": account.role})
        if request.method == "POST" and form.is_valid():
            try:
                done = act.carry_out(account.pk, form.cleaned_data, _acting(request))
            except AccountError as error:
                _refuse(form, error)
            else:
                messages.success(request, done or act.done)
                return redirect(f"{_NAMES}_change", account.pk)
        own = {"title": f"{act.title}: {account.login}", "act": act, "account": account, "form": form}
        own["is_alone"] = act.form is RoleForm and is_alone()
        return self._page(request, "administration/act.html", own, form)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        form, acting = NewAccountForm(request.POST or None), _acting(request)
        if request.method == "POST" and form.is_valid():
            try:
                account_id = administration.open_account(
                    _new_account(form),
                    reset_address=acting.reset_address,
                    by=acting.by,
                    now=acting.now,
                )
            except AccountError as error:
                _refuse(form, error)
            else:
                messages.success(request, _opened_words(form))
                return redirect(f"{_NAMES}_change", account_id)
        return self._page(
            request, "administration/add_account.html", {"title": "Новая учетная запись", "form": form}, form
        )

    def _account(self, account_id: UUID) -> Account:
        account = cast("Account | None", Account.objects.filter(pk=account_id).first())
        if account is None:
            raise Http404
        return account

    def _block_words(self, account: Account) -> dict[str, Any] | None:
        block = None if account.is_active else open_block(account_id=account.pk)
        if block is None:
            return None
        names = logins([block.blocked_by]) if block.blocked_by else {}
        who = names.get(block.blocked_by, "Портал") if block.blocked_by else "Портал"
        return {"ground": BLOCK_GROUNDS[block.ground], "note": block.note, "at": block.blocked_at, "who": who}

    def _page(
        self, request: HttpRequest, template: str, own: dict[str, Any], form: Form | None = None
    ) -> TemplateResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None and form.errors else HTTPStatus.OK
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_url": reverse(f"{_NAMES}_changelist"),
        }
        return TemplateResponse(request, template, context | own, status=status)


def _by_phone(words: str) -> Q:
    try:
        return Q(phone=MobilePhone.parse(words).number)
    except InvalidPhone:
        return Q()


def _acting(request: HttpRequest) -> Acting:
    return Acting(
        by=actor(request),
        now=timezone.now(),
        reset_address=lambda word: public_address(request, reverse("accounts:reset-finish", args=[word])),
        feedback_address=public_address(request, reverse("feedback:feedback")),
    )


def _new_account(form: NewAccountForm) -> NewAccount:
    answers = form.cleaned_data
    return NewAccount(answers["login"], answers["email"], None, answers["region"], Role(answers["role"]))


def _opened_words(form: NewAccountForm) -> str:
    words = "Учетная запись создана. Владельцу отправлено письмо, как задать пароль"
    return words if form.cleaned_data["role"] == Role.USER else f"{words}. {ROLE_PROPOSED}"


def _refuse(form: Form, error: AccountError) -> None:
    if isinstance(error, NotAdministrator | AccountNotFound):
        # He was an administrator, or the account was there, a moment ago.
        raise Http404 from error
    form.add_error(None, REFUSALS[type(error)])
