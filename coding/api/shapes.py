"""The shapes of requests and answers about the coding."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers import RecordSerializer, StrictSerializer
from coding.exchange.records import segment_record
from coding.models import COLORS, Basis, Code, Line, NoiseSection, NoiseState, Segment, Status
from coding.models.noise import NEW_NOISE_STATES
from coding.models.spans import SpanRecord
from footage.api.fields import DurationSerializer, MomentSerializer, PositionField, duration_answer
from footage.positions import LARGEST_INTEGER
from footage.timebase import Moment

_LONG = 20_000


class SnapQuery(StrictSerializer):
    snap = serializers.ChoiceField(
        choices=["nearest"], required=False, help_text="Take the nearest frame when a position falls between two."
    )


class SpanInput(StrictSerializer):
    start = PositionField()
    end = PositionField(help_text="The first frame outside.")


class SegmentInput(SpanInput):
    # Defaults, because a PUT replaces: what it leaves out is not kept. A PATCH (partial) takes none of them.
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.BOTH.value)
    codes = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=200)
    witnesses = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=200)
    memo = serializers.CharField(allow_blank=True, default="", max_length=_LONG, trim_whitespace=False)


class SegmentPut(SegmentInput):
    footage = serializers.UUIDField()


class ReviewSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "return"])
    reason = serializers.CharField()
    reviewer = serializers.UUIDField()
    reviewer_name = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField(help_text="The version that the decision made; a newer one changed since.")


class SegmentSerializer(RecordSerializer):
    """A `coding.exchange.records.SegmentRecord`; a test holds the two to the same fields."""

    footage = serializers.UUIDField()
    footage_title = serializers.CharField()
    coder = serializers.UUIDField()
    coder_name = serializers.CharField()
    start = MomentSerializer()
    end = MomentSerializer()
    duration = DurationSerializer()
    basis = serializers.ChoiceField(choices=Basis.choices)
    codes = serializers.ListField(child=serializers.UUIDField())
    code_names = serializers.ListField(child=serializers.CharField())
    categories = serializers.ListField(child=serializers.CharField())
    witnesses = serializers.ListField(child=serializers.UUIDField())
    pseudonyms = serializers.ListField(child=serializers.CharField())
    memo = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    in_noise = serializers.BooleanField(help_text="Coded by sound, and lies in noise confirmed since.")
    review = ReviewSerializer(allow_null=True)

    def to_representation(self, instance: Segment) -> dict[str, Any]:
        return dict(segment_record(instance, self.context["view"].tree_of(instance.footage.project)))


class _RowSerializer(serializers.Serializer[Any]):
    """A row of the whole coding. It says what the answer looks like; the rows come as they are answered."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    start_frame = serializers.IntegerField()
    end_frame = serializers.IntegerField(help_text="The first frame outside.")


class CodeRowSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]  # the metaclass takes it away
    definition = serializers.CharField()
    color = serializers.IntegerField(help_text="1 to 12, an index into the palette.")
    retired = serializers.BooleanField()


class WitnessRowSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    pseudonym = serializers.CharField()
    description = serializers.CharField()


class SegmentRowSerializer(_RowSerializer):
    coder = serializers.UUIDField()
    coder_name = serializers.CharField()
    basis = serializers.ChoiceField(choices=Basis.choices)
    codes = serializers.ListField(child=serializers.UUIDField())
    witnesses = serializers.ListField(child=serializers.UUIDField())
    memo = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    review = ReviewSerializer(allow_null=True)


class LineRowSerializer(_RowSerializer):
    number = serializers.IntegerField()
    language = serializers.CharField()
    text = serializers.CharField()
    translation = serializers.CharField(help_text="The newest revision's text.")
    preliminary = serializers.CharField(help_text="Revision 0, the translation that came first.")
    revisions = serializers.IntegerField(help_text="The newest revision's number; 0 is the preliminary one.")
    witness = serializers.UUIDField(allow_null=True)


class NoiseRowSerializer(_RowSerializer):
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=NoiseState.choices)


class WholeSerializer(serializers.Serializer[Any]):
    """A `coding.exchange.whole.Whole`, and where the changes feed stood before it was read."""

    head_seq = serializers.IntegerField(help_text="Ask `changes/` with `after=` this for what came later.")
    codes = CodeRowSerializer(many=True)
    witnesses = WitnessRowSerializer(many=True)
    segments = SegmentRowSerializer(many=True)
    lines = LineRowSerializer(many=True)
    noise = NoiseRowSerializer(many=True)


class ReviewInput(StrictSerializer):
    decision = serializers.ChoiceField(choices=["approve", "return"])
    reason = serializers.CharField(allow_blank=True, required=False, default="", max_length=_LONG)


class CodeInput(StrictSerializer):
    name = serializers.CharField(max_length=120)
    parent = serializers.UUIDField(allow_null=True, default=None)  # type: ignore[assignment]  # the metaclass takes it away
    definition = serializers.CharField(allow_blank=True, default="", max_length=_LONG)
    color = serializers.IntegerField(min_value=1, max_value=COLORS, required=False)


class CodePut(CodeInput):
    project = serializers.UUIDField()


class MoveInput(StrictSerializer):
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]  # the metaclass takes it away


class CodeSerializer(RecordSerializer):
    project = serializers.UUIDField(source="project_id")
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # the metaclass takes it away
    name = serializers.CharField()
    definition = serializers.CharField()
    color = serializers.IntegerField(help_text="1 to 12, an index into the palette.")
    position = serializers.IntegerField()
    retired = serializers.SerializerMethodField()
    segments = serializers.IntegerField(source="segment_count", default=0, help_text="Segments with exactly this code.")

    def get_retired(self, code: Code) -> bool:
        return code.retired_at is not None


class WitnessInput(StrictSerializer):
    pseudonym = serializers.CharField(max_length=20, required=False)
    description = serializers.CharField(allow_blank=True, default="", max_length=_LONG)
    disclosure = serializers.CharField(allow_blank=True, default="", max_length=100)


class WitnessPut(WitnessInput):
    project = serializers.UUIDField()


class WitnessSerializer(RecordSerializer):
    project = serializers.UUIDField(source="project_id")
    pseudonym = serializers.CharField()
    description = serializers.CharField()
    disclosure = serializers.CharField()
    segments = serializers.IntegerField(source="segment_count", default=0)


class LineInput(SpanInput):
    language = serializers.CharField(allow_blank=True, default="", max_length=35)
    text = serializers.CharField(allow_blank=True, default="", max_length=_LONG)
    witness = serializers.UUIDField(allow_null=True, default=None)


class LineCreate(LineInput):
    translation = serializers.CharField(
        allow_blank=True, required=False, max_length=_LONG, help_text="Becomes revision 0; changed by revisions only."
    )


class LinePut(LineCreate):
    footage = serializers.UUIDField()


class _SpanSerializer(RecordSerializer):
    """What lies on a recording's timeline, with both borders in all forms."""

    footage = serializers.UUIDField(source="footage_id")
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    duration = serializers.SerializerMethodField()

    @extend_schema_field(MomentSerializer)
    def get_start(self, row: SpanRecord) -> Moment:
        return row.footage.measured_clock().describe(row.start_frame)

    @extend_schema_field(MomentSerializer)
    def get_end(self, row: SpanRecord) -> Moment:
        return row.footage.measured_clock().describe(row.end_frame)

    @extend_schema_field(DurationSerializer)
    def get_duration(self, row: SpanRecord) -> dict[str, Any]:
        return duration_answer(row.footage.measured_clock(), row.end_frame - row.start_frame)


class LineSerializer(_SpanSerializer):
    number = serializers.IntegerField()
    language = serializers.CharField()
    text = serializers.CharField()
    translation = serializers.CharField(help_text="The newest revision's text.")
    preliminary = serializers.SerializerMethodField(help_text="Revision 0, the translation that came first.")
    revisions = serializers.SerializerMethodField(help_text="The newest revision's number; 0 is the preliminary one.")
    witness = serializers.UUIDField(source="witness_id", allow_null=True)
    pseudonym = serializers.SerializerMethodField()

    def get_preliminary(self, line: Line) -> str:
        return next((revision.text for revision in line.revisions.all() if revision.number == 0), "")

    def get_revisions(self, line: Line) -> int:
        return max((revision.number for revision in line.revisions.all()), default=0)

    def get_pseudonym(self, line: Line) -> str | None:
        return line.witness.pseudonym if line.witness else None


class RevisionInput(StrictSerializer):
    text = serializers.CharField(allow_blank=True, max_length=_LONG)
    reason = serializers.CharField(allow_blank=True, required=False, default="", max_length=2000)


class RevisionSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    text = serializers.CharField()
    reason = serializers.CharField()
    author = serializers.UUIDField(source="author_id")
    author_name = serializers.CharField(source="author.username")
    created_at = serializers.DateTimeField()


class NewRevisionSerializer(RevisionSerializer):
    line = LineSerializer(help_text="The line as it is now.")


class SubtitleInput(StrictSerializer):
    file = serializers.FileField(max_length=255, help_text="SRT or VTT, UTF-8, at most 5 MB.")
    language = serializers.CharField(max_length=35, allow_blank=True, required=False, default="")

    def get_fields(self) -> dict[str, Any]:
        # `as` is a word of Python's own, so the field cannot be declared above.
        return {**super().get_fields(), "as": serializers.ChoiceField(choices=["original", "translation"])}


class SkippedSerializer(serializers.Serializer[Any]):
    cue = serializers.IntegerField()
    reason = serializers.CharField()


class ImportReportSerializer(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    skipped = SkippedSerializer(many=True)


class NoiseInput(SpanInput):
    reason = serializers.CharField(allow_blank=True, default="", max_length=_LONG)


class NoiseChange(NoiseInput):
    state = serializers.ChoiceField(
        choices=NoiseState.choices, required=False, help_text="`suggested` takes a decision back."
    )


class NoiseCreate(NoiseInput):
    state = serializers.ChoiceField(
        choices=NEW_NOISE_STATES,
        required=False,
        help_text="`confirmed` when left out; a person flags what they heard.",
    )


class NoisePut(NoiseCreate):
    footage = serializers.UUIDField()


class NoiseSerializer(_SpanSerializer):
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=NoiseState.choices)
    decided_by = serializers.SerializerMethodField()

    def get_decided_by(self, section: NoiseSection) -> str | None:
        return section.decided_by.username if section.decided_by else None


class WatchedInput(StrictSerializer):
    spans = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0, max_value=LARGEST_INTEGER), min_length=2, max_length=2
        ),
        max_length=1000,
        help_text="`[[start, end], …]` in frames.",
    )


class FramesSerializer(serializers.Serializer[Any]):
    frames = serializers.IntegerField()
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class CodedSerializer(FramesSerializer):
    segments = serializers.IntegerField()


class PersonCoverageSerializer(serializers.Serializer[Any]):
    footage = serializers.UUIDField()
    coder = serializers.UUIDField()
    coder_name = serializers.CharField()
    watched = FramesSerializer()
    coded = CodedSerializer()
    reviewed = CodedSerializer()


class FootageNoiseSerializer(FramesSerializer):
    footage = serializers.UUIDField()


class CoverageSerializer(serializers.Serializer[Any]):
    results = PersonCoverageSerializer(many=True)
    noise = FootageNoiseSerializer(many=True)
