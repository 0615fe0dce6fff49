"""What uvicorn serves: Django, behind a bound on what it is sent."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")

from annotator.api.bodies import BoundedBodies

application = BoundedBodies(get_asgi_application())
