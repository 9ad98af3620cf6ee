"""
A program that does not outlive its parent: `python -m kartoteka.operations.leash PARENT PROGRAM ...`

A supervisor that is killed with SIGKILL can't stop anybody. So each child asks the Linux kernel, before it
becomes the program, for a SIGTERM at the death of its parent; the wish survives `exec`. It is asked here, in
the new process, because own code between `fork` and `exec` of a process with threads may hang. Elsewhere than
on Linux nothing is asked.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def fasten(parent: int) -> None:
    """
    Ask to be stopped when the parent dies.

    :raises SystemExit: the parent has died before it could be asked
    :raises OSError: the kernel refused
    """
    if sys.platform == "linux" and _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        sys.exit()


def main() -> None:
    """Become the program that the command line names."""
    parent, *command = sys.argv[1:]
    fasten(int(parent))
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
