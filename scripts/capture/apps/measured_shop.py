"""A shop on plain WSGI that measures itself with prometheus_client, as its guide does: no statuses."""
from prometheus_client import Histogram, make_wsgi_app

took = Histogram("http_request_duration_seconds", "Time to answer.", ["method", "handler"])
metrics = make_wsgi_app()


def app(environ, start_response):
    if environ["PATH_INFO"] == "/metrics":
        return metrics(environ, start_response)
    with took.labels(environ["REQUEST_METHOD"], environ["PATH_INFO"].rsplit("/", 1)[0] or "/").time():
        status = "500 Internal Server Error" if environ["PATH_INFO"] == "/fails" else "200 OK"
        start_response(status, [("content-type", "text/plain")])
        return [b"ok"]
