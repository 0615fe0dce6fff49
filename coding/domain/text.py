"""Text as people search for it: one spelling for what looks or sounds the same. Pure."""

import unicodedata


def searchable(text: str) -> str:
    """`text` in the form that the search columns hold: NFKC, case folded, ё as е.

    Compared in the program, not by the database: SQLite folds case for ASCII only, and Hangul that was typed
    in parts (NFD, as some file systems write it) has to meet Hangul in syllables.
    """
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
