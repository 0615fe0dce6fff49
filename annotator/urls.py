"""Every address of the server. The apps' own lists are composed by dotted strings (`settings.API_URLS`)."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from annotator.api.health import alive, ready
from annotator.api.pages import application_page, asset, library_file

urlpatterns = [
    path("healthz", alive),
    path("readyz", ready),
    path("api/schema/", SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]), name="schema"),
    path(
        "api/docs/",
        # `require_safe`: a refusal by DRF would be rendered with the page's template, which has no words for it.
        require_safe(
            SpectacularSwaggerSplitView.as_view(url_name="schema", authentication_classes=[], permission_classes=[])
        ),
        name="docs",
    ),
    *(path("api/v1/", include(module)) for module in settings.API_URLS),
    path("assets/<path:path>", asset),
    path("static/<path:path>", library_file),
    re_path(r"^(?!api/|static/|assets/).*$", application_page),
]

handler400 = "annotator.api.problems.bad_request"
handler404 = "annotator.api.problems.not_found"
handler500 = "annotator.api.problems.server_error"
