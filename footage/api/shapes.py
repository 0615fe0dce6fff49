"""How recordings and volumes look in requests and answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.resources.jobs import JobSerializer
from annotator.api.serializers import RecordSerializer, StrictSerializer
from footage.api.fields import DurationSerializer, duration_answer
from footage.api.progress import progress_of, remaining_seconds
from footage.models import Derivative, DerivativeKind, DerivativeState, Footage, FootageState, Presence, Volume
from footage.operations.drives import is_away
from footage.originals import LONGEST_PATH

AVAILABILITY = ("online", "offline", "missing", "changed")


class SourceInput(StrictSerializer):
    """Where a recording lies: the id or the name of a volume and the path inside it, or a finished upload's id."""

    volume = serializers.CharField(max_length=100, required=False)
    path = serializers.CharField(max_length=LONGEST_PATH, trim_whitespace=False, required=False)
    upload = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.keys() in ({"volume", "path"}, {"upload"}):
            return attrs
        missing = {"volume", "path"} - attrs.keys()
        if "upload" in attrs or len(missing) == 2:
            raise serializers.ValidationError("Name a volume and a path, or an upload.")
        raise serializers.ValidationError(dict.fromkeys(missing, "This field is required beside the other."))


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
    remaining_seconds = serializers.SerializerMethodField(
        help_text="Estimated from the pace of the last minutes; null while nothing can be said."
    )
    error = serializers.SerializerMethodField()
    same_as_original = serializers.BooleanField()
    job = serializers.UUIDField(source="job_id", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=DerivativeState.choices))
    def get_state(self, derivative: Derivative) -> str:
        return DerivativeState.WAITING.value if _lost_its_worker(derivative) else derivative.state

    def get_progress(self, derivative: Derivative) -> float:
        return progress_of(derivative)

    def get_remaining_seconds(self, derivative: Derivative) -> int | None:
        return remaining_seconds(derivative)

    def get_error(self, derivative: Derivative) -> str | None:
        return derivative.error or None


class CheckSerializer(serializers.Serializer[Any]):
    """A file being hashed: the original to be verified, or one that was said to be it (`footage.relink`)."""

    job = serializers.UUIDField(source="id")
    kind = serializers.CharField(help_text="footage.verify or footage.relink.")
    progress = serializers.FloatField(help_text="0 to 1.")


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
    read_whole = serializers.BooleanField(help_text="Whether every packet was counted and agrees with the clock.")
    same_as = serializers.UUIDField(
        source="same_as_id",
        allow_null=True,
        help_text="The recording of the project that holds the same, where that was found out when this one was read "
        "to its end. Nothing new can be coded on it then; it can be removed while nothing lies on it.",
    )
    availability = serializers.SerializerMethodField(
        help_text="Of the original. offline: its drive is away. missing, changed: what the last look at the drive "
        "found; a changed original is not used."
    )
    checked_at = serializers.DateTimeField(
        allow_null=True, help_text="When the original was last hashed again because somebody asked."
    )
    intact = serializers.BooleanField(allow_null=True, help_text="Whether that gave the hash of the registration.")
    check = serializers.SerializerMethodField(help_text="What reads the original again just now, if anything does.")
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

    @extend_schema_field(serializers.ChoiceField(choices=AVAILABILITY))
    def get_availability(self, footage: Footage) -> str:
        if not self.context["view"].is_there(footage.volume):
            return "offline"
        return "online" if footage.presence == Presence.PRESENT else footage.presence

    @extend_schema_field(CheckSerializer(allow_null=True))
    def get_check(self, footage: Footage) -> dict[str, Any] | None:
        job = self.context["view"].check_of(footage)
        return None if job is None else dict(CheckSerializer(job).data)

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
    scanned_at = serializers.DateTimeField(
        allow_null=True, help_text="When it was last compared with what is registered."
    )

    @extend_schema_field(serializers.ChoiceField(choices=["online", "offline"]))
    def get_state(self, volume: Volume) -> str:
        return "offline" if is_away(volume) else "online"


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


class ScanSerializer(serializers.Serializer[Any]):
    """What the last scan of a volume found, as far as it concerns the project."""

    volume = VolumeSerializer()
    scanned_at = serializers.DateTimeField(allow_null=True)
    job = JobSerializer(allow_null=True, help_text="The last one that this project asked for.")
    missing = serializers.ListField(child=serializers.UUIDField(), help_text="Recordings that are not there.")
    changed = serializers.ListField(child=serializers.UUIDField(), help_text="Recordings whose file is another.")
    new = EntrySerializer(many=True, help_text="Files that are not registered in the project; at most 500.")
    new_count = serializers.IntegerField()
    cut = serializers.BooleanField(help_text="Whether there are more files than a scan lists, so that some may be new.")


class AskedSerializer(serializers.Serializer[Any]):
    """How many originals are being hashed again, and how many cannot be."""

    asked = serializers.IntegerField()
    offline = serializers.IntegerField()
    not_hashed = serializers.IntegerField()


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
