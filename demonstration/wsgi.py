"""What gunicorn loads: `demonstration.wsgi:application`."""

from demonstration.web import create_app

application = create_app()
