"""What the administrator does with an account: each act is a page that says what follows, and a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from kartoteka.administration.forms import BlockForm, ConfirmForm, RoleForm
from kartoteka.domain.accounts import administration as accounts
from kartoteka.domain.accounts import staff_roles
from kartoteka.domain.accounts.errors import (
    AccountClosed,
    AccountExists,
    LastAdministrator,
    LetterNotSent,
    OwnAccount,
    RoleHeldAlready,
    RoleProposedAlready,
)
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.second_factor import has_second_factor
from kartoteka.domain.accounts.selectors import open_block
from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.shared.actor import Actor

# What an act was filled in with, by the names of the form's fields.
Answers = Mapping[str, Any]
REFUSALS = {
    OwnAccount: "Со своей учетной записью этого сделать нельзя: попросите другого администратора",
    LastAdministrator: "Это последний администратор Портала: сначала назначьте другого",
    LetterNotSent: "На электронную почту этой учетной записи письма не отправить: ничего не изменено",
    AccountExists: "Учетная запись с таким логином или электронной почтой уже есть",
    AccountClosed: "Учетная запись не действует: роль ей не дать",
    RoleHeldAlready: "Эта роль у учетной записи уже есть",
    RoleProposedAlready: "Эта роль уже ждёт подтверждения",
}
ROLE_TAKEN = "Роль забрана: это учетная запись пользователя"
ROLE_PROPOSED = "Роль предложена. Она вступит в силу, когда её подтвердит другой администратор"


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, when, and where letters send the owner: for a new password, and to the telephones."""

    by: Actor
    now: datetime
    reset_address: Callable[[str], str]
    feedback_address: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with an account. `name` is the end of its address."""

    name: str
    title: str
    explanation: str
    button: str
    done: str
    # May say what was done in words of its own.
    carry_out: Callable[[UUID, Answers, Acting], str | None]
    form: type[forms.Form] = ConfirmForm
    is_dangerous: bool = False
    # Whether an account is such that there is something to do.
    applies: Callable[[Account], bool] = lambda _account: True


def _block(account_id: UUID, answers: Answers, acting: Acting) -> None:
    accounts.block_account(
        account_id=account_id,
        ground=BlockGround(answers["ground"]),
        note=answers["note"],
        feedback_address=acting.feedback_address,
        by=acting.by,
        now=acting.now,
    )


def _unblock(account_id: UUID, _answers: Answers, acting: Acting) -> None:
    accounts.unblock_account(account_id=account_id, by=acting.by, now=acting.now)


def _change_role(account_id: UUID, answers: Answers, acting: Acting) -> str:
    role = Role(answers["role"])
    if role is Role.USER:
        staff_roles.take_role(account_id=account_id, by=acting.by, now=acting.now)
        return ROLE_TAKEN
    staff_roles.propose_role(account_id=account_id, role=role, by=acting.by, now=acting.now)
    return ROLE_PROPOSED


def _reset_sign_in(account_id: UUID, _answers: Answers, acting: Acting) -> None:
    accounts.reset_sign_in(account_id=account_id, reset_address=acting.reset_address, by=acting.by, now=acting.now)


def _reset_second_factor(account_id: UUID, _answers: Answers, acting: Acting) -> None:
    accounts.reset_second_factor(account_id=account_id, by=acting.by, now=acting.now)


def _lift_pause(account_id: UUID, _answers: Answers, acting: Acting) -> None:
    accounts.lift_sign_in_pause(account_id=account_id, by=acting.by, now=acting.now)


ACTS = (
    Act(
        name="block",
        title="Заблокировать",
        explanation=(
            "Все сеансы завершатся сразу, войти будет нельзя. Картотека и записи к врачу останутся. "
            "Владелец получит письмо; причину он узнает по телефону."
        ),
        button="Заблокировать",
        done="Учетная запись заблокирована, все её сеансы завершены",
        carry_out=_block,
        form=BlockForm,
        is_dangerous=True,
        applies=lambda account: account.is_active,
    ),
    Act(
        name="unblock",
        title="Разблокировать",
        explanation="Владелец снова сможет войти с прежним паролем.",
        button="Разблокировать",
        done="Учетная запись разблокирована",
        carry_out=_unblock,
        applies=lambda account: not account.is_active and open_block(account_id=account.pk) is not None,
    ),
    Act(
        name="role",
        title="Изменить роль",
        explanation=(
            "Роль сотрудника вступит в силу, когда её подтвердит другой администратор: не Вы и не владелец этой "
            "учетной записи. Предложение ждёт 7 дней. Роль «Пользователь» забирает права сразу. Когда роль изменится, "
            "все сеансы завершатся и владелец войдёт заново."
        ),
        button="Изменить роль",
        done=ROLE_TAKEN,
        carry_out=_change_role,
        form=RoleForm,
    ),
    Act(
        name="reset-sign-in",
        title="Сбросить вход",
        explanation=(
            "Прежний пароль перестанет подходить, все сеансы завершатся. "
            "Новый пароль владелец задаст сам, по ссылке из письма: никто другой его не назначает и не узнаёт. "
            "Вход через Госуслуги останется."
        ),
        button="Сбросить вход",
        done="Вход сброшен, все сеансы завершены. Владельцу отправлено письмо, как задать новый пароль",
        carry_out=_reset_sign_in,
        is_dangerous=True,
    ),
    Act(
        name="reset-second-factor",
        title="Сбросить код при входе",
        explanation=(
            "Если владелец потерял телефон с приложением для кодов и запасные коды. Все сеансы завершатся, "
            "после входа с паролем он настроит код при входе заново. Убедитесь, что просит именно он."
        ),
        button="Сбросить код при входе",
        done="Код при входе сброшен, все сеансы завершены",
        carry_out=_reset_second_factor,
        is_dangerous=True,
        applies=lambda account: has_second_factor(account_id=account.pk),
    ),
    Act(
        name="lift-pause",
        title="Снять паузу входа",
        explanation=(
            "После нескольких неверных паролей Портал просит подождать. Если владелец вспомнил пароль, "
            "паузу можно снять."
        ),
        button="Снять паузу",
        done="Пауза снята: можно входить",
        carry_out=_lift_pause,
    ),
)
