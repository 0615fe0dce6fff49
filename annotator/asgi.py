"""What uvicorn serves: Django, behind what sees to the bodies that it is sent."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

from annotator.api.bodies import BoundedBodies, KeptPieces
from annotator.api.handler import django_application

application = BoundedBodies(KeptPieces(django_application()))
