"""
The rows of the domain under the Russian names that the administrator's pages show.

For reading and for forms alone: everything is written by the services of the domain.
"""

from kartoteka.domain.accounts import models as accounts
from kartoteka.domain.feedback import models as feedback
from kartoteka.domain.messaging import models as messaging
from kartoteka.domain.regions import models as regions


class Account(accounts.Account):
    class Meta:
        proxy = True
        verbose_name = "учетная запись"
        verbose_name_plural = "учетные записи"

    def __str__(self) -> str:
        return self.login


class ConsentText(accounts.ConsentTextRow):
    class Meta:
        proxy = True
        verbose_name = "текст согласия"
        verbose_name_plural = "тексты согласия"


class Region(regions.RegionRow):
    class Meta:
        proxy = True
        verbose_name = "регион"
        verbose_name_plural = "регионы"


class Letter(messaging.MessageRow):
    class Meta:
        proxy = True
        verbose_name = "письмо или СМС"
        verbose_name_plural = "письма и СМС"


class Ticket(feedback.TicketRow):
    class Meta:
        proxy = True
        verbose_name = "сообщение в поддержку"
        verbose_name_plural = "сообщения в поддержку"
