"""What takes the place of processes, and of the wish to stop, in the tests of operations."""

from kartoteka.operations.processes import Program

SERVER = Program("web server", ("serve",))
WORKER = Program("background worker", ("work",))


class StopAfter:
    """Says stop when it was waited for so many times."""

    def __init__(self, waits: int) -> None:
        self._waits_left = waits

    @property
    def is_set(self) -> bool:
        return self._waits_left <= 0

    def wait(self, seconds: float) -> bool:
        assert seconds > 0
        self._waits_left -= 1
        return self.is_set


class FakeProcess:
    """A process that ends when the test says so, or when it is asked to, unless it is stubborn."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self.code: int | None = None
        self.was_killed = False
        self._stubborn = stubborn

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        if not self._stubborn:
            self.code = 0

    def kill(self) -> None:
        self.was_killed = True
        self.code = -9


class Spawner:
    """Starts fake processes and remembers them by name."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self.started: dict[str, list[FakeProcess]] = {}
        self._stubborn = stubborn

    def __call__(self, program: Program) -> FakeProcess:
        process = FakeProcess(stubborn=self._stubborn)
        self.started.setdefault(program.name, []).append(process)
        return process

    def count(self, program: Program) -> int:
        return len(self.started.get(program.name, []))

    def end(self, program: Program, code: int = -9) -> None:
        self.started[program.name][-1].code = code
