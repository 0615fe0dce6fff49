"""Where the files lie that are made from recordings: one folder for each footage, named by its id.

Names come from ids and recipes only, never from people: `<media>/<footage id>/<kind>-v<version><suffix>`.
"""

import shutil
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


def remove_older(current: Path) -> None:
    """Remove what older recipes of the same kind made; whoever is reading one goes on reading."""
    kind = current.name.partition("-v")[0]
    for made in current.parent.glob(f"{kind}-v[0-9]*"):
        if made.name == current.name:
            continue
        if made.is_dir():
            shutil.rmtree(made)
        else:
            made.unlink()
