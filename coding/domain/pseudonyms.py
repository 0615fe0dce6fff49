"""Names for witnesses that say nothing: A to Z, then AA, AB, … Pure."""

from collections.abc import Collection
from itertools import count


def pseudonym(number: int) -> str:
    """The `number`-th pseudonym, from 0: 0 → A, 25 → Z, 26 → AA (bijective base 26)."""
    letters = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def next_pseudonym(taken: Collection[str]) -> str:
    """The first pseudonym that is not taken."""
    return next(name for name in map(pseudonym, count()) if name not in taken)
