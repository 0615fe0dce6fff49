"""Times as the API writes them, for every resource that has a place in a recording."""

from dataclasses import dataclass
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.errors import Malformed, RuleBroken
from footage.timebase import (
    FramePosition,
    FrameSpan,
    Position,
    SecondsPosition,
    Timebase,
    TimeMalformed,
    TimeRefused,
    parse_position,
)

_POSITION_SCHEMA = {
    "oneOf": [
        {
            "type": "object",
            "properties": {"frame": {"type": "integer", "minimum": 0}},
            "required": ["frame"],
            "additionalProperties": False,
        },
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "frame": {"type": "integer", "minimum": 0},
                "timecode": {"type": "string"},
                "seconds": {"type": "string"},
            },
            "required": ["frame", "timecode", "seconds"],
            "additionalProperties": False,
        },
    ],
    "description": 'Frames {"frame": 151947}, a source timecode "01:41:17:22", exact seconds "6077.88" or '
    '"1001/1500", or the whole object that an answer carried.',
}


class MomentSerializer(serializers.Serializer[Any]):
    """One frame in all its written forms."""

    frame = serializers.IntegerField()
    timecode = serializers.CharField()
    seconds = serializers.CharField(help_text="Exact: a decimal if finite, else a reduced fraction.")


class DurationSerializer(serializers.Serializer[Any]):
    """A length of time."""

    frames = serializers.IntegerField()
    seconds = serializers.CharField(help_text="Exact: a decimal if finite, else a reduced fraction.")


@dataclass(frozen=True)
class AnsweredPosition(FramePosition):
    """A frame with its two other forms, as an answer carried them. Only a clock can say whether they agree."""

    timecode: object
    seconds: object


@extend_schema_field(_POSITION_SCHEMA)
class PositionField(serializers.Field[Position, Any, Any, Any]):
    """Reads a position in any of its written forms; which frame it is, only a clock can say."""

    def to_internal_value(self, data: Any) -> Position:
        try:
            if isinstance(data, dict) and data.keys() == {"frame", "timecode", "seconds"}:
                frame = parse_position({"frame": data["frame"]})
                assert isinstance(frame, FramePosition)
                return AnsweredPosition(frame.frame, data["timecode"], data["seconds"])
            return parse_position(data)
        except TimeMalformed as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Any) -> Any:
        return value


def span_answer(clock: Timebase, start: int, end: int) -> dict[str, Any]:
    """`{"start", "end", "duration"}` of the frames `start` up to, not including, `end`."""
    return {
        "start": clock.describe(start),
        "end": clock.describe(end),
        "duration": duration_answer(clock, end - start),
    }


def duration_answer(clock: Timebase, frames: int) -> dict[str, Any]:
    """A number of frames with the exact seconds that they last."""
    return {"frames": frames, "seconds": clock.seconds_text(frames)}


def resolve_frame(clock: Timebase, position: Position, *, field: str, end: bool = False, snap: bool = False) -> int:
    """The frame that a position names; `field` is what the caller named it, for the refusal.

    Raises Malformed (a form that this clock does not have) and RuleBroken with the codes
    `position_outside`, `not_on_a_frame` and `forms_disagree`.
    """
    try:
        frame = clock.resolve(position, end=end, snap=snap)
    except TimeMalformed as error:
        raise Malformed(str(error), fields={field: [str(error)]}) from error
    except TimeRefused as error:
        code = "not_on_a_frame" if _lies_between_frames(clock, position, end=end) else "position_outside"
        raise RuleBroken(str(error), code=code, fields={field: [str(error)]}) from error
    _check_forms_agree(clock, position, field)
    return frame


def resolve_span(clock: Timebase, start: Position, end: Position, *, snap: bool = False) -> FrameSpan:
    """The span that two positions name. Raises as `resolve_frame`, and RuleBroken with the code `empty_span`."""
    first = resolve_frame(clock, start, field="start", snap=snap)
    after = resolve_frame(clock, end, field="end", end=True, snap=snap)
    try:
        return clock.span(first, after)
    except TimeRefused as error:
        raise RuleBroken(str(error), code="empty_span", fields={"end": [str(error)]}) from error


def _lies_between_frames(clock: Timebase, position: Position, *, end: bool) -> bool:
    """Whether the nearest frame would have been accepted, so that only the fraction of a frame was refused."""
    if not isinstance(position, SecondsPosition):
        return False
    try:
        clock.resolve(position, end=end, snap=True)
    except TimeRefused:
        return False
    return True


def _check_forms_agree(clock: Timebase, position: Position, field: str) -> None:
    """Refuse an answered position of which one form was changed: whoever changed it meant another frame."""
    if not isinstance(position, AnsweredPosition):
        return
    true = clock.describe(position.frame)
    if (position.timecode, position.seconds) != (true["timecode"], true["seconds"]):
        sentence = (
            f"Frame {position.frame} is {true['timecode']} and {true['seconds']} s, not what stands beside it. "
            "Nothing was changed; give the one form that you mean."
        )
        raise RuleBroken(sentence, code="forms_disagree", fields={field: [sentence]})
