"""Watching a recording while its proxy is being made: which parts are there, and the parts themselves."""

import uuid

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.ranges import file_response
from annotator.api.serializers import StrictSerializer
from annotator.errors import NotVisible, RuleBroken
from footage import store
from footage.api.media import FileView
from footage.media.chunks import CHUNK_VERSION, PICTURE, SOUND, chunk_frames
from footage.operations import making

_FILES = {"picture": (PICTURE, "video/mp4"), "sound": (SOUND, "audio/mp4")}


class WantedInput(StrictSerializer):
    frame = serializers.IntegerField(min_value=0, help_text="The frame that somebody is about to watch.")


class MadeSerializer(serializers.Serializer[dict[str, object]]):
    chunk_frames = serializers.IntegerField(help_text="Frames in each chunk but the last.")
    frames = serializers.IntegerField(help_text="Frames of the recording.")
    made = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="Spans of frames, [start, end), that can be fetched.",
    )


class WantedView(FileView):
    """Has made first what somebody is about to watch, and says which parts can be watched."""

    @extend_schema(request=WantedInput, responses={200: MadeSerializer})
    def post(self, request: Request, record_id: uuid.UUID) -> Response:
        frame = self.read_body(WantedInput)["frame"]
        footage = self.find_footage(record_id)
        clock = footage.measured_clock()
        if frame >= clock.frames:
            raise RuleBroken(
                f"The recording has the frames 0 to {clock.frames - 1}.",
                code="position_outside",
                fields={"frame": ["Outside the recording."]},
            )
        made = making.want(actor=self.actor, footage=footage, frame=frame)
        spans = [[span.start, span.end] for span in made]
        return Response({"chunk_frames": chunk_frames(clock.rate), "frames": clock.frames, "made": spans})


class ChunkView(FileView):
    """The pictures or the sound of one chunk, as fragmented MP4 that begins at 0."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, record_id: uuid.UUID, number: int, track: str) -> HttpResponseBase:
        footage = self.find_footage(record_id)
        if track not in _FILES:
            raise NotVisible
        name, media_type = _FILES[track]
        file = store.chunk_folder(footage, number) / name
        chunk = footage.chunks.filter(number=number, recipe=CHUNK_VERSION).first()
        if chunk is None or not file.exists():
            raise NotVisible("This part of the recording has not been made yet.", code="not_made")
        # With the moment: what was lost and made again need not be the same to the last byte.
        etag = f"{footage.id}-{CHUNK_VERSION}-{number}-{track}-{chunk.made_at.timestamp()}"
        return file_response(request._request, file, content_type=media_type, etag=etag)
