"""What a WSGI server is pointed at: `gunicorn lpi304.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpi304.settings")
application = get_wsgi_application()
