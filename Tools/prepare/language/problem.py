"""What ends a preparation: one line that says what, where, and what to do."""


class Problem(Exception):
    pass


class Unwritten(Problem):
    """A file could not be written."""
