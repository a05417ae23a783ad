"""The errors a user sees: a request that cannot be carried out as written, and work that had to stop."""

from __future__ import annotations


class InputError(ValueError):
    """A key holds a value that the model does not allow.

    Parameters
    ----------
    key : str
        Dotted name of the setting, or ``file:row:column`` of a table cell.
    value : object
        What was given.
    where : str
        Where it came from: the command line, a scenario file, a table.
    allowed : str
        What would have been accepted, in words.
    """

    def __init__(self, key: str, value: object, where: str, allowed: str) -> None:
        self.key = key
        self.value = value
        self.where = where
        self.allowed = allowed
        super().__init__(f"{key} = {value!r} ({where}): {allowed}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, object, str, str]]:
        """Survive the trip between worker processes."""
        return (InputError, (self.key, self.value, self.where, self.allowed))


class StoppedError(Exception):
    """Work that cannot go on for a reason outside the request: a full disk, a cluster that is gone.

    What was finished stays on disk; the message says what happened.
    """
