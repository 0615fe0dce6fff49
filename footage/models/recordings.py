"""Recordings, and what was made from each."""

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Min, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from annotator.accounts.models import Project
from annotator.accounts.scoping import ScopedQuerySet
from annotator.errors import RuleBroken
from annotator.jobs.models import Job
from annotator.records import Record
from footage.models.drives import Volume
from footage.timebase import MOST_FRAMES, FrameRate, Timebase

PACE_WINDOW = datetime.timedelta(minutes=2)
"""What an estimate looks back on: long enough to be steady, short enough to notice that the machine got busy."""


class FootageQuerySet(ScopedQuerySet["Footage"]):
    project_path = "project"

    def complete(self) -> Self:
        """With everything that an answer of the API says of a recording, in a fixed number of queries."""
        derivatives = Derivative.objects.with_pace().select_related("job").order_by("position")
        return self.select_related("project", "volume", "job").prefetch_related(Prefetch("derivatives", derivatives))


class DerivativeQuerySet(ScopedQuerySet["Derivative"]):
    project_path = "footage__project"

    def unfinished(self) -> Self:
        return self.filter(state__in=("waiting", "running"))

    def with_pace(self) -> Self:
        """With `chunks_made` of the recording, and how many of them (`chunks_lately`) since `pace_since`.

        That is the first chunk of the last `PACE_WINDOW`, or null: what an estimate of the rest can be made from.
        """
        chunks = Chunk.objects.filter(footage=OuterRef("footage")).order_by().values("footage")
        lately = chunks.filter(made_at__gt=Now() - PACE_WINDOW)
        return self.annotate(
            chunks_made=Coalesce(Subquery(chunks.annotate(number_of=Count("pk")).values("number_of")), 0),
            chunks_lately=Coalesce(Subquery(lately.annotate(number_of=Count("pk")).values("number_of")), 0),
            pace_since=Subquery(lately.annotate(since=Min("made_at")).values("since")),
        )


class FootageState(models.TextChoices):
    """registered → processing (its clock is fixed) → ready; failed says why in `error`."""

    REGISTERED = "registered"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"


class DerivativeKind(models.TextChoices):
    """What is made from a recording; `media/recipes.py` says how."""

    PROXY = "proxy"
    AUDIO = "audio"
    PEAKS = "peaks"
    KEYFRAMES = "keyframes"
    SPRITES = "sprites"


class Presence(models.TextChoices):
    """What the last look at a recording's drive found; whether the drive is connected is asked each time."""

    PRESENT = "present", "the file is where it was registered"
    MISSING = "missing", "there is no such file on its drive"
    CHANGED = "changed", "the file is no longer what was registered"


class DerivativeState(models.TextChoices):
    """waiting → running → one of the others; not_applicable when the recording has nothing to make it from."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


_CLOCK = ("rate_num", "rate_den", "frame_count", "start_frame", "drop_frame")


class Footage(Record):
    """One original recording, which is never changed and never moved, and its clock.

    `path` is relative to the volume. `size` (bytes) and `modified_ns` are those at registration: an
    original that differs later is refused. The clock's five columns are null until the recording has been
    measured, and never change after that. `sha256` is empty until the whole file has been read, which for a large
    one is after it was measured: `read_whole` says that every packet was counted and agreed with the clock.
    `unsound` is the sentence when it did not agree: nothing can be coded on it then. Nor when the whole of it turned
    out to hold what another recording of the project holds, which is `same_as`.
    `interrupted` says that its drive was away when reading it failed: it is read on when that is back.
    `checked_at` is when somebody last had the original hashed again, and `intact` whether that gave the same.
    `wanted_frame` is where somebody watched last (at `wanted_at`) of what cannot be shown yet: made first.
    `picture_start` is when frame 0 is shown by the original's own clock, in exact seconds ("0", "1001/15000").
    `tracks` are those of the original, `track_choice` says which are used and why, `remarks` what else a person
    should know of it, `not_playable` why a browser cannot show the original itself ("" when it can);
    `playable` says whether something can be shown now, the original or its proxy.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="footage")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    recorded_on = models.CharField(max_length=10, blank=True)
    languages = models.JSONField(default=list)
    creator = models.CharField(max_length=200, blank=True)
    credits = models.TextField(blank=True)
    provenance = models.TextField(blank=True)
    notes = models.TextField(blank=True)

    volume = models.ForeignKey(Volume, on_delete=models.PROTECT, related_name="footage")
    path = models.CharField(max_length=1024)
    size = models.PositiveBigIntegerField()
    modified_ns = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    read_whole = models.BooleanField(default=False)
    unsound = models.TextField(blank=True)
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    interrupted = models.BooleanField(default=False)
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.PRESENT)
    checked_at = models.DateTimeField(null=True)
    intact = models.BooleanField(null=True)
    wanted_frame = models.PositiveIntegerField(null=True)
    wanted_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=FootageState.choices, default=FootageState.REGISTERED)
    error = models.TextField(blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_start_timecode = models.CharField(max_length=20, blank=True)
    asked_frame_rate = models.CharField(max_length=32, blank=True)

    probe = models.JSONField(default=dict)
    tracks = models.JSONField(default=list)
    track_choice = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    not_playable = models.TextField(blank=True)
    rate_num = models.PositiveIntegerField(null=True)
    rate_den = models.PositiveIntegerField(null=True)
    frame_count = models.PositiveIntegerField(null=True)
    start_frame = models.PositiveIntegerField(null=True)
    drop_frame = models.BooleanField(null=True)
    picture_start = models.CharField(max_length=64, blank=True)
    has_picture = models.BooleanField(default=False)
    has_sound = models.BooleanField(default=False)
    playable = models.BooleanField(default=False)

    objects = FootageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["project", "created_at", "id"], name="footage_by_project"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "volume", "path"], name="one_footage_per_project_and_path"),
            models.UniqueConstraint(
                fields=["project", "sha256"],
                condition=~Q(sha256="") & Q(same_as__isnull=True),
                name="one_footage_per_project_and_content",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__isnull": True for name in _CLOCK})
                | Q(**{f"{name}__isnull": False for name in _CLOCK}),
                name="clock_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(frame_count__isnull=True)
                | Q(rate_num__gt=0, rate_den__gt=0, frame_count__gt=0, frame_count__lte=MOST_FRAMES),
                name="clock_in_range",
            ),
            models.CheckConstraint(
                condition=Q(frame_count__isnull=False)
                | Q(state__in=(FootageState.REGISTERED.value, FootageState.FAILED.value)),
                name="clock_before_processing",
            ),
            models.CheckConstraint(
                condition=Q(playable=False) | Q(frame_count__isnull=False), name="clock_before_playable"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> Timebase | None:
        """The immutable clock, or None while the recording has not been measured."""
        if self.rate_num is None or self.rate_den is None:
            return None
        assert self.frame_count is not None
        assert self.start_frame is not None
        assert self.drop_frame is not None
        return Timebase(FrameRate(self.rate_num, self.rate_den), self.frame_count, self.start_frame, self.drop_frame)

    @property
    def why_closed(self) -> str:
        """Why nothing new may be coded on it, cut out of it or made from it ("": it may)."""
        if self.unsound or self.same_as is None:
            return self.unsound
        return (
            f"It holds, to the last byte, the same as “{self.same_as.title}”, which is in this project already. "
            "Nothing is lost; work on that one, and take this one out of the project if nothing lies on it."
        )

    def measured_clock(self) -> Timebase:
        """The clock. Raises RuleBroken with the code `no_clock` while there is none."""
        clock = self.clock
        if clock is None:
            raise RuleBroken(
                "This recording has not been measured yet, so no time in it can be named. "
                "Nothing was changed; try again when its state is no longer “registered”.",
                code="no_clock",
            )
        return clock


class Derivative(Record):
    """One thing made from a recording: a file of `recipe` version, or the original itself.

    `position` is the order in which the kinds are shown. `file_name` lies in the footage's own folder of
    the media store; it is empty until the file is whole. `facts` is what the maker found out on the way.
    `interrupted` says that its drive was away when it failed: it is made when that is back.
    """

    footage = models.ForeignKey(Footage, on_delete=models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=12, choices=DerivativeKind.choices)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=DerivativeState.choices, default=DerivativeState.WAITING)
    recipe = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=100, blank=True)
    same_as_original = models.BooleanField(default=False)
    error = models.TextField(blank=True)
    interrupted = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="+")

    chunks_made: int  # these three come with `with_pace`
    chunks_lately: int
    pace_since: datetime.datetime | None

    objects = DerivativeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["footage", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["footage", "kind"], name="one_derivative_per_kind"),
            models.CheckConstraint(
                condition=~Q(state=DerivativeState.READY.value) | ~Q(file_name="") | Q(same_as_original=True),
                name="ready_derivative_has_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def project(self) -> Project:
        """The project that owns the recording."""
        return self.footage.project


class ChunkQuerySet(ScopedQuerySet["Chunk"]):
    project_path = "footage__project"


class Chunk(models.Model):
    """A stretch of a recording of which the pictures have been made; `media/chunks.py` says which frames it is.

    The row is written once the files are whole, so those of rows may be served. `recipe` is the version they were
    made with. The rows go when everything that is put together from chunks is there.
    """

    footage = models.ForeignKey(Footage, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    recipe = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ChunkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["footage", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["footage", "number"], name="one_chunk_per_number"),
        ]

    def __str__(self) -> str:
        return f"chunk {self.number}"
