"""A finger on the screen of a telephone, as the browser itself feels it."""

import time
from collections.abc import Sequence

from playwright.sync_api import CDPSession

Point = tuple[float, float]
_STEPS = 8


class Finger:
    """Presses, moves and lifts; a second finger may join. How long a move lasts is told, and takes no time."""

    def __init__(self, tools: CDPSession) -> None:
        self._tools = tools
        self._now = 0.0

    def swipe(self, begin: Point, end: Point, *, seconds: float = 0.5) -> None:
        """Over the screen in one go."""
        self.press(begin)
        self.move(begin, end, seconds=seconds)
        self.lift()

    def press(self, *points: Point) -> None:
        self._now = max(self._now, time.time())
        self._send("touchStart", points)

    def move(self, begin: Point, end: Point, *, seconds: float = 0.5) -> None:
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            self._now += seconds / _STEPS
            self._send("touchMove", [(begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part)])

    def lift(self) -> None:
        self._send("touchEnd", ())

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        told = {"type": kind, "touchPoints": touches, "timestamp": self._now}
        self._tools.send("Input.dispatchTouchEvent", told)
