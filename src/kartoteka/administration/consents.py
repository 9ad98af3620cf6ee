"""Texts of the consent to the processing of personal data: read, and replaced by a new version."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kartoteka.administration.models import ConsentText
from kartoteka.administration.pages import ThingAdmin
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import moment
from kartoteka.domain.accounts import consents

_LIST = "admin:administration_consenttext_changelist"


class ConsentTextForm(forms.Form):
    text = forms.CharField(
        label="Текст",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Абзацы разделяйте пустой строкой",
        error_messages={"required": "Введите текст согласия"},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if text == consents.current_text().text.strip():
            raise forms.ValidationError("Это действующий текст: в нём ничего не изменено")
        return text


@admin.register(ConsentText, site=site)
class ConsentTextAdmin(ThingAdmin[ConsentText]):
    list_display = ("shown_version", "shown_day", "shown_beginning")
    sortable_by = ()
    ordering = ("-version",)
    change_list_template = "administration/consents.html"
    change_form_template = "administration/consent.html"
    fields = ("shown_day", "shown_text")
    readonly_fields = fields

    @admin.display(description="Редакция")
    def shown_version(self, row: ConsentText) -> str:
        return f"№ {row.version}"

    @admin.display(description="Действует с")
    def shown_day(self, row: ConsentText) -> str:
        return moment(row.published_at)

    @admin.display(description="Начало")
    def shown_beginning(self, row: ConsentText) -> str:
        return f"{row.text.strip()[:120]}…"

    @admin.display(description="Текст")
    def shown_text(self, row: ConsentText) -> str:
        return row.text

    def get_urls(self) -> list[URLPattern]:
        view, prefix = self.admin_site.admin_view, "administration_consenttext"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.add_view), name=f"{prefix}_add"),
            path("<int:object_id>/change/", view(self.change_view), name=f"{prefix}_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Тексты согласия"})

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        own = {"title": f"Редакция № {object_id}", "subtitle": None}
        return super().change_view(request, str(object_id), form_url, own)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        form = ConsentTextForm(request.POST or None, initial={"text": consents.current_text().text.strip()})
        if request.method == "POST" and form.is_valid():
            version = consents.publish_text(text=form.cleaned_data["text"], by=actor(request), now=timezone.now())
            messages.success(request, f"Опубликована редакция № {version}. Портал попросит согласия при входе")
            return redirect(_LIST)
        context = self.admin_site.each_context(request) | {
            "title": "Новая редакция согласия",
            "form": form,
            "list_url": reverse(_LIST),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return TemplateResponse(request, "administration/publish_consent.html", context, status=status)
