"""Where the files lie that are made from recordings: one folder for each footage, named by its id.

Names come from ids and recipes only, never from people: `<media>/<footage id>/<kind>-v<version><suffix>`.
"""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from footage.media.chunks import CHUNK_VERSION
from footage.media.publish import remove_folder, remove_leftovers
from footage.media.recipes import Recipe
from footage.media.sections import SECTION_VERSION
from footage.models import Derivative, Excerpt, Footage

EXCERPT_SUFFIXES = {"clip": ".mp4", "still": ".jpg"}
SUFFIXES = {"proxy": ".mp4", "audio": ".wav", "peaks": ".i8", "keyframes": ".json", "sprites": ""}
"""By kind; sprites are a folder of a manifest and its sheets."""
_CHUNKS = f"chunks-v{CHUNK_VERSION}"
_EXCERPT = re.compile(r"\.?excerpt-([0-9a-f-]{36})\.")
"""The name of an excerpt's file, or of what will become one (see `media/publish.py`)."""


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


def chunk_folder(footage: Footage, number: int) -> Path:
    """The folder of one chunk; what lies in it stands in `media/chunks.py`."""
    return _chunks(footage) / f"{number:06}"


def section_files(footage: Footage, number: int) -> tuple[Path, Path]:
    """The sheet and the shots of one section; they go with the chunks that they are made from."""
    folder = _sections(footage)
    return folder / f"{number}.jpg", folder / f"{number}.json"


def sections_made(footage: Footage) -> list[int]:
    """The numbers of the sections that are there, in order: the shots are made after the sheet."""
    return sorted(int(shots.stem) for shots in _sections(footage).glob("[0-9]*.json"))


def remove_chunks(footage: Footage) -> None:
    """Remove the files of all chunks; whoever is reading one goes on reading.

    In one step: half of the folder of a chunk would be taken for a whole one when it is made again.
    """
    remove_folder(_chunks(footage))
    with suppress(OSError):  # somebody may still be writing there, for nobody; the next time it goes
        remove_leftovers(_chunks(footage))


def sweep_chunks() -> None:
    """Remove the chunks that older versions of the program made: nobody asks for them any more."""
    for folder in Path(settings.MEDIA_DIR).glob("*/chunks-v[0-9]*"):
        if folder.name != _CHUNKS:
            shutil.rmtree(folder, ignore_errors=True)


def remove_made(footage: Footage) -> None:
    """Remove whatever was made from a recording; whoever is reading some of it goes on reading. Raises OSError."""
    shutil.rmtree(folder_of(footage), onerror=_unless_gone)


def _unless_gone(_what: object, _path: str, raised: tuple[object, BaseException, object]) -> None:
    if not isinstance(raised[1], FileNotFoundError):
        raise raised[1]


def _chunks(footage: Footage) -> Path:
    return folder_of(footage) / _CHUNKS


def _sections(footage: Footage) -> Path:
    return _chunks(footage) / f"sections-v{SECTION_VERSION}"


def excerpt_file(excerpt: Excerpt) -> Path:
    """Where the file of an excerpt lies, or will: it appears when its row says so, and not before."""
    return folder_of(excerpt.footage) / f"excerpt-{excerpt.id}{EXCERPT_SUFFIXES[excerpt.kind]}"


def excerpt_files() -> dict[str, list[Path]]:
    """By the ids of excerpts, the files of them that lie here: whole ones, and those in the making."""
    found: dict[str, list[Path]] = {}
    for file in Path(settings.MEDIA_DIR).glob("*/*excerpt-*"):
        if named := _EXCERPT.match(file.name):
            found.setdefault(named[1], []).append(file)
    return found


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
