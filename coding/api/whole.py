"""Everything that lies on a recording, in one answer."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.accounts.policy import authorise
from annotator.api.views import ApiView
from annotator.audit.models import ChainHead
from coding.api.shapes import WholeSerializer
from coding.exchange.whole import whole_coding
from coding.models import Line, NoiseSection, Segment
from footage.models import Footage


class WholeCodingView(ApiView):
    """Segments, lines and noise of one recording without pages, positions as whole frames: what a workbench opens."""

    output = WholeSerializer

    @extend_schema(responses=WholeSerializer)
    def get(self, request: Request, footage_id: uuid.UUID) -> Response:
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        for action in ("segment.read", "line.read", "noise.read", "change.read"):
            authorise(self.actor, action, footage.project)
        # Before the rows: what happens between the two is heard from the feed once more, and does no harm.
        head = ChainHead.objects.filter(project=footage.project).values_list("seq", flat=True).first() or 0
        segments = Segment.objects.visible_to(self.actor).filter(footage=footage)
        lines = Line.objects.visible_to(self.actor).filter(footage=footage)
        noise = NoiseSection.objects.visible_to(self.actor).filter(footage=footage)
        return Response({"head_seq": head, **whole_coding(segments, lines, noise)})
