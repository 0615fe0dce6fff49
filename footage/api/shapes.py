"""How recordings and volumes look in requests and answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers import RecordSerializer, StrictSerializer
from footage.api.fields import DurationSerializer, duration_answer
from footage.models import Derivative, DerivativeKind, DerivativeState, Footage, FootageState, Volume
from footage.originals import LONGEST_PATH, is_online


class SourceInput(StrictSerializer):
    """Where a recording lies: the id or the name of a volume, and the path inside it."""

    volume = serializers.CharField(max_length=100)
    path = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False)


class DescriptionInput(StrictSerializer):
    """What people write about a recording. `recorded_on` is a year, a month or a day."""

    title = serializers.CharField(max_length=200)
    place = serializers.CharField(max_length=200, default="", allow_blank=True)
    recorded_on = serializers.CharField(max_length=10, default="", allow_blank=True)
    languages = serializers.ListField(child=serializers.CharField(max_length=35), max_length=50, default=list)
    creator = serializers.CharField(max_length=200, default="", allow_blank=True)
    credits = serializers.CharField(max_length=10_000, default="", allow_blank=True)
    provenance = serializers.CharField(max_length=10_000, default="", allow_blank=True)
    notes = serializers.CharField(max_length=100_000, default="", allow_blank=True)


class FootageChange(DescriptionInput):
    """A change; the clock can be asked for only as long as it is not fixed."""

    start_timecode = serializers.CharField(max_length=20, required=False, allow_blank=True)
    frame_rate = serializers.CharField(max_length=32, required=False, allow_blank=True)


class FootageInput(FootageChange):
    """A registration."""

    source = SourceInput()  # type: ignore[assignment]  # the metaclass takes it out of the class


class FootagePut(FootageInput):
    """A registration under an id of the client's own, or a replacement of the description."""

    project = serializers.UUIDField()


class SourceSerializer(serializers.Serializer[Any]):
    volume = serializers.UUIDField()
    volume_name = serializers.CharField()
    path = serializers.CharField(allow_null=True, help_text="For leads and administrators; a path can name people.")


class ClockSerializer(serializers.Serializer[Any]):
    rate = serializers.CharField(help_text='Frames per second, exact: "30000/1001".')
    frames = serializers.IntegerField()
    start_timecode = serializers.CharField()
    drop_frame = serializers.BooleanField()


class TrackSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    kind = serializers.CharField()
    codec = serializers.CharField(allow_null=True)
    language = serializers.CharField(allow_null=True)
    used = serializers.BooleanField(help_text="Whether it is played and derived from; `track_choice` says why.")
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    sample_rate = serializers.IntegerField(allow_null=True)
    channels = serializers.IntegerField(allow_null=True)


class DerivativeSerializer(serializers.Serializer[Derivative]):
    kind = serializers.ChoiceField(choices=DerivativeKind.choices)
    state = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField(help_text="0 to 1.")
    error = serializers.SerializerMethodField()
    same_as_original = serializers.BooleanField()
    job = serializers.UUIDField(source="job_id", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=DerivativeState.choices))
    def get_state(self, derivative: Derivative) -> str:
        return DerivativeState.WAITING.value if _lost_its_worker(derivative) else derivative.state

    def get_progress(self, derivative: Derivative) -> float:
        if derivative.state in {DerivativeState.READY, DerivativeState.NOT_APPLICABLE}:
            return 1.0
        return derivative.job.progress if derivative.job and derivative.state == DerivativeState.RUNNING else 0.0

    def get_error(self, derivative: Derivative) -> str | None:
        return derivative.error or None


class FootageSerializer(RecordSerializer):
    project = serializers.UUIDField(source="project_id")
    title = serializers.CharField()
    place = serializers.CharField()
    recorded_on = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    creator = serializers.CharField()
    credits = serializers.CharField()
    provenance = serializers.CharField()
    notes = serializers.CharField()
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # as above
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.SerializerMethodField(help_text="Null until the file has been read.")
    state = serializers.ChoiceField(
        choices=FootageState.choices,
        help_text="registered: not read yet. processing: measured, not everything made from it is there. "
        "ready: everything is. failed: it cannot be used, `error` says why.",
    )
    error = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField(help_text="Of reading it, 0 to 1.")
    job = serializers.UUIDField(source="job_id", allow_null=True, help_text="The job that reads it.")
    playable = serializers.BooleanField(help_text="Whether a browser can show it now, as original or proxy.")
    not_playable = serializers.SerializerMethodField(help_text="Why a browser cannot show the original itself.")
    picture_start = serializers.SerializerMethodField(
        help_text="When frame 0 is shown by the original's own clock, in exact seconds."
    )
    clock = serializers.SerializerMethodField(help_text="Null until the recording has been measured; then immutable.")
    duration = serializers.SerializerMethodField()
    has_picture = serializers.BooleanField()
    has_sound = serializers.BooleanField()
    tracks = TrackSerializer(many=True)
    track_choice = serializers.CharField()
    remarks = serializers.ListField(child=serializers.CharField())
    derivatives = DerivativeSerializer(many=True)

    @extend_schema_field(SourceSerializer)
    def get_source(self, footage: Footage) -> dict[str, Any]:
        sees_path: bool = self.context["view"].sees_paths_of(footage.project_id)
        return {
            "volume": str(footage.volume_id),
            "volume_name": footage.volume.name,
            "path": footage.path if sees_path else None,
        }

    def get_sha256(self, footage: Footage) -> str | None:
        return footage.sha256 or None

    def get_error(self, footage: Footage) -> str | None:
        return footage.error or None

    def get_progress(self, footage: Footage) -> float:
        if footage.clock is not None:
            return 1.0
        return footage.job.progress if footage.job and footage.state == FootageState.REGISTERED else 0.0

    def get_not_playable(self, footage: Footage) -> str | None:
        return footage.not_playable or None

    def get_picture_start(self, footage: Footage) -> str | None:
        return footage.picture_start or None

    @extend_schema_field(ClockSerializer(allow_null=True))
    def get_clock(self, footage: Footage) -> dict[str, Any] | None:
        clock = footage.clock
        return None if clock is None else dict(ClockSerializer(clock).data)

    @extend_schema_field(DurationSerializer(allow_null=True))
    def get_duration(self, footage: Footage) -> dict[str, Any] | None:
        clock = footage.clock
        return None if clock is None else duration_answer(clock, clock.frames)


class VolumeSerializer(serializers.Serializer[Volume]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    state = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=["online", "offline"]))
    def get_state(self, volume: Volume) -> str:
        return "online" if is_online(volume) else "offline"


class LinkedProjectSerializer(serializers.Serializer[Any]):
    """A project by its id alone: an administrator sees no more of one without being its member."""

    id = serializers.UUIDField(source="project_id")


class LinkedVolumeSerializer(VolumeSerializer):
    projects = LinkedProjectSerializer(source="links", many=True)


class EntrySerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    path = serializers.CharField()
    type = serializers.SerializerMethodField()
    size = serializers.IntegerField(allow_null=True, help_text="Bytes; null for a folder.")
    modified_at = serializers.DateTimeField()
    footage = serializers.UUIDField(allow_null=True, help_text="What it is registered as in this project.")

    @extend_schema_field(serializers.ChoiceField(choices=["folder", "file"]))
    def get_type(self, entry: dict[str, Any]) -> str:
        return "folder" if entry["is_folder"] else "file"


class BrowsedSerializer(serializers.Serializer[Any]):
    """Without `volume` in the query: `results`. With it: the rest."""

    results = VolumeSerializer(many=True, required=False)
    volume = serializers.UUIDField(required=False)
    path = serializers.CharField(required=False)
    entries = EntrySerializer(many=True, required=False, help_text="Folders first.")
    hidden = serializers.IntegerField(
        required=False, help_text="How many names are left out because they cannot be registered."
    )


def _lost_its_worker(derivative: Derivative) -> bool:
    """Whether its worker has gone and another has not begun yet."""
    running = derivative.state == DerivativeState.RUNNING
    return running and derivative.job is not None and derivative.job.state == "waiting"
