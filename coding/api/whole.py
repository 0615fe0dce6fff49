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
from footage.models import Footage


class WholeCodingView(ApiView):
    """What lies on one recording and what it is coded with, without pages: what a workbench opens with.

    Positions are whole frames.
    """

    output = WholeSerializer

    @extend_schema(responses=WholeSerializer)
    def get(self, request: Request, footage_id: uuid.UUID) -> Response:
        footage: Footage = self.find(Footage.objects.select_related("project"), footage_id)
        for kind in ("code", "witness", "segment", "line", "noise", "change"):
            authorise(self.actor, f"{kind}.read", footage.project)
        # Before the rows: what happens between the two is heard from the feed once more.
        head = ChainHead.objects.seq_of(footage.project)
        return Response({"head_seq": head, **whole_coding(footage, self.actor)})
