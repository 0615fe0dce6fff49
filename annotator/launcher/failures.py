"""What stops a start: a sentence for the person at the terminal."""


class CannotStart(Exception):
    """The product cannot start; the text says what happened, what is safe and what to do."""
