"""What the product's buttons are called in each of its languages, read from its catalogues."""

import functools
import json
import re
from pathlib import Path

LANGUAGES = {"en": "en-US", "ko": "ko-KR", "ru": "ru-RU"}
"""The languages of the product, with what a browser in that language calls itself."""

_FOLDER = Path(__file__).parents[2] / "frontend" / "src" / "i18n"
_PLAIN = re.compile(r'^  "?([\w.]+)"?:\s*("(?:[^"\\]|\\.)*"),$', re.MULTILINE)


@functools.cache
def messages(language: str) -> dict[str, str]:
    """Every message of that language but those with plural forms."""
    sources = [path.read_text() for path in sorted((_FOLDER / language).glob("*.ts"))]
    return {key: json.loads(text) for source in sources for key, text in _PLAIN.findall(source)}
