"""«Подтвердите, что это Вы»: a code by SMS, or Gosuslugi, before a health record (R82)."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.accounts import step_up
from kartoteka.domain.accounts.errors import (
    CodeNoLongerValid,
    CodeSentRecently,
    PhoneActivatedLately,
    PhoneNotActivated,
    TooManyCodes,
    WrongCode,
)
from kartoteka.domain.accounts.rules import NUMBER_PROVES_AFTER
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.accounts.types import AccountView
from kartoteka.ui import notices
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import texts
from kartoteka.web.accounts.devices import device_word, keep_device_word, new_device_word
from kartoteka.web.accounts.proof import is_stepped_up, remember_step_up
from kartoteka.web.profile import texts as code_texts
from kartoteka.web.profile.forms import CodeForm
from kartoteka.web.redirects import inside, with_next
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView, time_zone


class StepUp(PersonalView):
    """The code is sent, typed, and leads on to where the person wanted to go."""

    def get(self, request: PortalRequest) -> HttpResponse:
        next_path, now = inside(request, request.GET.get("next", "")), timezone.now()
        if is_stepped_up(request, now):
            return redirect(next_path or resolve_url("card_index:list"))
        return self._page(CodeForm(), next_path, now)

    def post(self, request: PortalRequest) -> HttpResponse:
        next_path, now = inside(request, request.POST.get("next", "")), timezone.now()
        if request.POST.get("action") == "send":
            return self._send(next_path, now)
        form = CodeForm(request.POST)
        return self._step_up(form, next_path, now) if form.is_valid() else self._page(form, next_path, now, 422)

    def _send(self, next_path: str, now: datetime) -> HttpResponse:
        word = device_word(self.request) or new_device_word()
        try:
            step_up.send_code(account_id=account_id(self.request), word=word, by=actor(self.request), now=now)
        except CodeSentRecently as recently:
            notices.add(self.request, code_texts.sent_recently(recently, now))
        except TooManyCodes:
            phone = account(account_id(self.request)).phone
            assert phone is not None  # noqa: S101 - without a number nothing would have been sent
            notices.add(self.request, code_texts.too_many_codes(phone))
        except (PhoneNotActivated, PhoneActivatedLately):
            # The page says what to do instead.
            pass
        else:
            notices.success(self.request, "СМС с кодом отправлено")
        response = redirect(with_next(reverse("accounts:step-up"), next_path))
        keep_device_word(self.request, response, word)
        return response

    def _step_up(self, form: CodeForm, next_path: str, now: datetime) -> HttpResponse:
        request = self.request
        try:
            until = step_up.step_up(
                account_id=account_id(request),
                word=device_word(request),
                code=form.cleaned_data["code"],
                by=actor(request),
                now=now,
            )
        except WrongCode as wrong:
            form.add_error("code", code_texts.wrong_code(wrong))
            return self._page(form, next_path, now, 422)
        except CodeNoLongerValid:
            return self._page(CodeForm(), next_path, now, 422, texts.STEP_UP_CODE_OVER)
        remember_step_up(request, until)
        return redirect(next_path or resolve_url("card_index:list"))

    def _page(
        self, form: CodeForm, next_path: str, now: datetime, status: int = 200, notice: Notice | None = None
    ) -> HttpResponse:
        mine, word = account(account_id(self.request)), device_word(self.request)
        code = step_up.find_code(account_id=mine.account_id, word=word) if word else None
        context: dict[str, object] = {
            "form": form,
            "next": next_path,
            "notice": notice,
            "phone": mine.phone,
            "proves_from": _proves_from(mine, now),
            "zone": time_zone(self.request),
            "awaits_code": code is not None and code.awaits_code(now),
            "by_esia": wiring.has_identity_provider() and with_next(reverse("accounts:esia-again"), next_path),
        }
        return self.page("web/accounts/templates/step_up.html", context, status=status)


def _proves_from(mine: AccountView, now: datetime) -> datetime | None:
    """From when on a code may go to a number that is too new; None where it may already."""
    moment = mine.phone_activated_at + NUMBER_PROVES_AFTER if mine.phone_activated_at else None
    return moment if moment and now < moment else None
