"""The profile and the activation of its telephone: chapters 4.1 and 4.6 of the manual."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.accounts import phones
from kartoteka.domain.accounts.errors import (
    CodeNoLongerValid,
    CodeSentRecently,
    PhoneNotActivated,
    TooManyCodes,
    WrongCode,
)
from kartoteka.domain.accounts.types import PhoneActivation
from kartoteka.domain.card_index import profile as profiles
from kartoteka.domain.card_index.errors import AddressChangedMeanwhile
from kartoteka.domain.card_index.types import Profile
from kartoteka.shared.phones import MobilePhone
from kartoteka.ui import notices
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts.proof import is_proof_fresh
from kartoteka.web.card_index.texts import CHANGED_MEANWHILE
from kartoteka.web.profile import texts
from kartoteka.web.profile.forms import CodeForm, ProfileForm
from kartoteka.web.redirects import with_next
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView, today

_TEMPLATES = "web/profile/templates"
# The address that was typed but not saved when a code was asked for: P-06 must not lose it.
_DRAFT = "profile_draft"


class ProfilePage(PersonalView):
    """The profile: who one is for the Portal; the address and the telephone can be edited (P-01)."""

    def get(self, request: PortalRequest) -> HttpResponse:
        profile = _profile(request)
        return self._page(profile, ProfileForm.of(profile, request.session.get(_DRAFT, {})))

    def post(self, request: PortalRequest) -> HttpResponse:
        if request.POST.get("action") == "cancel":
            request.session.pop(_DRAFT, None)
            return redirect("card_index:list")
        profile = _profile(request)
        form = ProfileForm.for_profile(profile, request.POST)
        if not form.is_valid():
            return self._page(profile, form, status=422)
        if self._replaces_a_number(profile, form) and not is_proof_fresh(request, timezone.now()):
            request.session[_DRAFT] = form.draft() | {"phone": form.data.get("phone", "")}
            return redirect(with_next(reverse("accounts:prove"), reverse("profile:profile")))
        return self._confirm(profile, form) if request.POST.get("action") == "confirm" else self._save(profile, form)

    def _replaces_a_number(self, profile: Profile, form: ProfileForm) -> bool:
        # Whoever finds a session open must not be able to make the owner's notices and codes his own.
        account = profile.account
        return account.phone is not None and account.has_password and form.cleaned_data["phone"] != account.phone

    def _confirm(self, profile: Profile, form: ProfileForm) -> HttpResponse:
        phone: MobilePhone | None = form.cleaned_data["phone"]
        if phone is None:
            form.add_error("phone", texts.NO_NUMBER)
            return self._page(profile, form, status=422)
        if phone == profile.account.phone:
            return self._page(profile, form, texts.ALREADY_ACTIVE)
        self.request.session[_DRAFT] = form.draft()
        return _send_code(self.request, phone)

    def _save(self, profile: Profile, form: ProfileForm) -> HttpResponse:
        try:
            profiles.save_profile(
                account_id=account_id(self.request),
                phone=form.cleaned_data["phone"],
                address=form.new_address(),
                version=form.cleaned_data.get("version") or 0,
                copies_phone=form.copies(),
                by=actor(self.request),
                now=timezone.now(),
            )
        except PhoneNotActivated:
            form.add_error("phone", texts.NEEDS_ACTIVATION)
            return self._page(profile, form, status=422)
        except AddressChangedMeanwhile:
            # The typed address stays in the form; the fresh version lets the next «Сохранить» through.
            data = self.request.POST.copy()
            data["version"] = str(profile.main.version) if profile.main else ""
            return self._page(profile, ProfileForm.for_profile(profile, data), CHANGED_MEANWHILE, status=409)
        self.request.session.pop(_DRAFT, None)
        notices.success(self.request, "Изменения сохранены")
        return redirect("profile:profile")

    def _page(
        self, profile: Profile, form: ProfileForm, notice: Notice | None = None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, object] = {"profile": profile, "form": form, "notice": notice, "today": today(self.request)}
        context["can_link_esia"] = wiring.has_identity_provider() and not profile.has_esia
        context["why_not_copied"] = texts.why_not_copied(profile.copying, has_esia=wiring.has_identity_provider())
        return self.page(f"{_TEMPLATES}/profile.html", context, status=status)


class PhoneActivationPage(PersonalView):
    """The form of activation: «Активировать», and «Получить SMS» once more (P-03 to P-05)."""

    def get(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        activation = phones.find_activation(account_id=account_id(request), now=now)
        if activation is None or activation.is_activated:
            return redirect("profile:profile")
        return self._page(activation, CodeForm(), now)

    def post(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        activation = phones.find_activation(account_id=account_id(request), now=now)
        if activation is None:
            return redirect("profile:profile")
        action = request.POST.get("action")
        if action == "cancel":
            phones.cancel_activation(account_id=account_id(request), by=actor(request), now=now)
            return redirect("profile:profile")
        if action == "send":
            return _send_code(request, activation.phone)
        form = CodeForm(request.POST)
        return self._activate(activation, form, now) if form.is_valid() else self._page(activation, form, now, 422)

    def _activate(self, activation: PhoneActivation, form: CodeForm, now: datetime) -> HttpResponse:
        mine = account_id(self.request)
        try:
            done = phones.activate_phone(
                account_id=mine, code=form.cleaned_data["code"], by=actor(self.request), now=now
            )
        except WrongCode as wrong:
            form.add_error("code", texts.wrong_code(wrong))
            return self._page(activation, form, now, 422)
        except CodeNoLongerValid:
            over = phones.find_activation(account_id=mine, now=now) or activation
            return self._page(over, CodeForm(), now, 422, texts.code_over(over))
        notices.add(self.request, texts.activated(done.phone))
        return redirect("profile:profile")

    def _page(
        self,
        activation: PhoneActivation,
        form: CodeForm,
        now: datetime,
        status: int = 200,
        notice: Notice | None = None,
    ) -> HttpResponse:
        context: Mapping[str, object] = {
            "activation": activation,
            "awaits_code": activation.awaits_code(now),
            "form": form,
            "notice": notice,
        }
        return self.page(f"{_TEMPLATES}/phone.html", context, status=status)


def _profile(request: PortalRequest) -> Profile:
    return profiles.profile(account_id=account_id(request), now=timezone.now())


def _send_code(request: PortalRequest, phone: MobilePhone) -> HttpResponse:
    now = timezone.now()
    try:
        phones.send_activation_code(account_id=account_id(request), phone=phone, by=actor(request), now=now)
    except CodeSentRecently as recently:
        notices.add(request, texts.sent_recently(recently, now))
        return redirect("profile:phone" if request.POST.get("action") == "send" else "profile:profile")
    except TooManyCodes:
        notices.add(request, texts.too_many_codes(phone))
        return redirect("profile:profile")
    else:
        notices.add(request, texts.code_sent(phone))
    return redirect("profile:phone")
