"""Where the files lie that are made from recordings: one folder for each footage, named by its id.

Names come from ids and recipes only, never from people: `<media>/<footage id>/<kind>-v<version><suffix>`.
"""

from pathlib import Path

from django.conf import settings

from footage.media.recipes import Recipe
from footage.models import Derivative, Footage

SUFFIXES = {"proxy": ".mp4", "audio": ".wav", "peaks": ".i8", "keyframes": ".json", "sprites": ""}
"""By kind; sprites are a folder of a manifest and its sheets."""


def folder_of(footage: Footage) -> Path:
    """The footage's own folder; it may not exist yet."""
    return Path(settings.MEDIA_DIR) / str(footage.id)


def file_name(recipe: Recipe) -> str:
    """The name of what the recipe makes."""
    return f"{recipe.kind}-v{recipe.version}{SUFFIXES[recipe.kind]}"


def file_of(derivative: Derivative) -> Path:
    """The file (or, for sprites, the folder) of a derivative that is ready and not the original itself."""
    assert derivative.file_name, "only a ready derivative has a file"
    return folder_of(derivative.footage) / derivative.file_name
