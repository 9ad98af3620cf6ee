"""Couriers carry what waits in an outbox to whoever it is for: one a round, so none waits for another."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Generic

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from kartoteka import wiring
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.operations.rounds import Held, KinRound, MessageRound, PhoneCopyRound, PushRound, Round
from kartoteka.operations.stopping import Stop
from kartoteka.shared.errors import Refused, Unavailable

_POLL = timedelta(seconds=1)
_SHORTEST_REST = timedelta(seconds=1)
_LONGEST_REST = timedelta(seconds=30)
# How often the good news is written down again when the database is away just then.
_TRIES_TO_RECORD = 5

logger = logging.getLogger(__name__)

_DATABASE_AWAY = (OperationalError, InterfaceError)


class Courier(Generic[Held]):
    """
    Makes one round: takes what waits, one by one, and hands it over.

    A neighbour that is down is not asked again with the next one at once: the courier rests, longer each time, and
    then tries one. So an outage costs few attempts of few deliveries, however many wait.
    """

    def __init__(
        self,
        its_round: Round[Held],
        *,
        stop: Stop,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._round = its_round
        self._stop = stop
        self._clock = clock
        self._chance = chance
        self._outages = 0
        self._rests_until: datetime | None = None

    @property
    def name(self) -> str:
        return self._round.name

    def run(self) -> None:
        """Carry until told to stop; what is at hand is finished first."""
        try:
            while not self._stop.is_set:
                if not self._carry_or_tell():
                    self._stop.wait(_POLL.total_seconds())
        finally:
            self._round.close()

    def carry_once(self) -> bool:
        """Hand one over, or try to. False: there was none, or the neighbour is left in peace."""
        now = self._clock()
        if self._rests_until is not None and now < self._rests_until:
            return False
        claimed = self._round.claim(now=now)
        if claimed is None:
            return False
        trouble = self._hand_over(claimed)
        self._mind_outage(trouble)
        self._record_or_try_again(claimed, trouble)
        return True

    def _carry_or_tell(self) -> bool:
        close_old_connections()
        try:
            return self.carry_once()
        except _DATABASE_AWAY as error:
            logger.warning("The courier of %s can't reach the outbox: %s", self.name, type(error).__name__)
        except Exception:
            # A mistake of ours must not end the thread: the others wait.
            logger.exception("The courier of %s stumbled", self.name)
        return False

    def _hand_over(self, claimed: Held) -> Trouble | None:
        try:
            self._round.hand_over(claimed)
        except Unavailable:
            return Trouble.UNAVAILABLE
        except Refused:
            return Trouble.REFUSED
        except Exception:
            logger.exception("The round of %s stumbled over %s", self.name, claimed.delivery_id)
            return Trouble.FAULT
        return None

    def _mind_outage(self, trouble: Trouble | None) -> None:
        if trouble is Trouble.UNAVAILABLE:
            rest = min(_SHORTEST_REST * 2 ** min(self._outages, 10), _LONGEST_REST)
            self._outages += 1
            self._rests_until = self._clock() + rest
        else:
            self._outages, self._rests_until = 0, None

    def _record_or_try_again(self, claimed: Held, trouble: Trouble | None) -> None:
        # What was handed over and not written down would be handed over once more.
        for tries_left in reversed(range(_TRIES_TO_RECORD)):
            try:
                self._record(claimed, trouble)
            except _DATABASE_AWAY:
                if not tries_left:
                    raise
                self._stop.wait(_POLL.total_seconds())
                close_old_connections()
            else:
                return

    def _record(self, claimed: Held, trouble: Trouble | None) -> None:
        now = self._clock()
        if trouble is None:
            if not self._round.record_handed_over(claimed, now=now):
                logger.warning("Delivery %s by %s was taken over on its way", claimed.delivery_id, self.name)
            return
        state = self._round.record_failure(claimed, trouble, jitter=self._chance(), now=now)
        if state is DeliveryState.DEAD:
            logger.error("Delivery %s by %s was given up: %s", claimed.delivery_id, self.name, trouble)
        else:
            logger.warning(
                "Delivery %s by %s has not gone: %s, attempt %d",
                claimed.delivery_id,
                self.name,
                trouble,
                claimed.attempt,
            )


class CouriersAtWork:
    """Couriers in threads of their own, as long as the `with` block lasts and they have something in their hands."""

    def __init__(self, couriers: Sequence[Courier[Any]]) -> None:
        self._threads = [
            threading.Thread(target=_run, args=(courier,), name=f"courier-{courier.name}", daemon=True)
            for courier in couriers
        ]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After a failure nobody told them to stop; they end with the process.
        for thread in self._threads if error is None else ():
            thread.join()


def hire_couriers(*, stop: Stop, clock: Callable[[], datetime]) -> list[Courier[Any]]:
    """The couriers of this installation."""
    return [
        Courier(MessageRound(Channel.EMAIL, wiring.email_sender()), stop=stop, clock=clock),
        Courier(MessageRound(Channel.SMS, wiring.sms_sender()), stop=stop, clock=clock),
        Courier(PhoneCopyRound(wiring.patient_contacts()), stop=stop, clock=clock),
        Courier(KinRound(wiring.known_relatives(), wiring.insured_registry()), stop=stop, clock=clock),
        *([Courier(PushRound(wiring.push_sender()), stop=stop, clock=clock)] if wiring.has_push_sender() else []),
    ]


def _run(courier: Courier[Any]) -> None:
    try:
        courier.run()
    finally:
        connections.close_all()
