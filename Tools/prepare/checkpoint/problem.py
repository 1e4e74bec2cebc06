"""What stops the command: one line for people, and the exit status of `Documentation/exit-codes.md`."""

USAGE, DATA, NO_INPUT, UNAVAILABLE, OUR_MISTAKE, CANNOT_CREATE, WRITE_FAILED, NOT_ALLOWED, CONFIGURATION = 64, 65, 66, 69, 70, 73, 74, 77, 78


class Problem(Exception):
    """`status` is one of the numbers above; the text says what, where, what was expected and what to do next."""

    def __init__(self, status: int, line: str):
        super().__init__(line)
        self.status = status


def some(names, limit=6) -> str:
    """A list for a message: the first few, and how many more."""
    names = sorted(names)
    return ", ".join(names[:limit]) + (f" and {len(names) - limit} more" if len(names) > limit else "")
