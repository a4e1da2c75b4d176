"""What came of a server's pages so far, so that pages in a circle come to an end."""

from runreport.errors import ReaderError


class Seen:
    """Tells new keys from those that came before."""

    def __init__(self, what: str) -> None:
        """Begin with no key; `what` is being listed, as a message names it."""
        self.what = what
        self.keys: set[str] = set()
        self._repeats = 0

    def is_new(self, key: str) -> bool:
        """Return whether the key comes for the first time.

        Raises:
            ReaderError: everything has come again since the last new one.
        """
        if key not in self.keys:
            self.keys.add(key)
            self._repeats = 0
            return True
        self._repeats += 1
        if self._repeats > len(self.keys):
            raise ReaderError(
                f"{self.what}: the server hands out the same pages again and again; ask its administrators"
            )
        return False
