"""A shop under Django and psycopg; it knows nothing of telemetry."""
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import JsonResponse
from django.urls import path


def product(request, number):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [number])
    return JsonResponse({"number": number})


def fails(request):
    raise RuntimeError("as asked")


def healthz(request):
    return JsonResponse({"ok": True})


urlpatterns = [path("products/<int:number>", product), path("fails", fails), path("healthz", healthz)]
application = get_wsgi_application()
