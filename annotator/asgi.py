"""What uvicorn serves: Django, behind what sees to the bodies that it is sent."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

from annotator.api.bodies import BoundedBodies, KeptPieces

application = BoundedBodies(KeptPieces(get_asgi_application()))
