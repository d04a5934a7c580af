"""The workbench for a WSGI server of one's own choice."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crossfield.web.settings")
application = get_wsgi_application()
