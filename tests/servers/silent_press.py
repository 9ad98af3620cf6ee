"""A press that takes papers and never answers: `python -m tests.servers.silent_press FONTS…`."""

import sys

while sys.stdin.buffer.read(1):
    pass
