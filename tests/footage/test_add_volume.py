"""Opening a drive to the product from the command line."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.audit.models import Event
from footage.models import Volume
from tests.footage.studio import Studio


def test_a_volume_is_added_once_and_moves_with_its_drive(studio: Studio, tmp_path: Path) -> None:
    call_command("add_volume", "New", str(studio.folder))
    call_command("add_volume", "New", str(studio.folder))
    volume = Volume.objects.get(name="New")
    assert (volume.root, volume.version) == (str(studio.folder), 1)
    assert not Event.objects.filter(object_type="volume").exists()

    call_command("add_volume", "Tapes", str(tmp_path))
    moved = Volume.objects.get(name="Tapes")
    assert (moved.id, moved.root, moved.version) == (studio.volume.id, str(tmp_path), 2)
    assert Event.objects.get(object_type="volume").action == "volume.change"


@pytest.mark.parametrize(("name", "folder"), [("New", "nowhere"), (" ", "."), ("a\nb", ".")])
def test_a_wrong_name_or_folder_is_one_sentence(studio: Studio, name: str, folder: str) -> None:
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("add_volume", name, str(studio.folder / folder))
    assert Volume.objects.count() == 1
