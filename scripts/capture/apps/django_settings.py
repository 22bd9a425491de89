"""Settings of the shop under Django."""
import os
from urllib.parse import urlsplit

address = urlsplit(os.environ["SHOP_DATABASE_URL"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.path[1:],
        "USER": address.username,
        "PASSWORD": address.password,
        "HOST": address.hostname,
        "PORT": address.port,
    }
}
SECRET_KEY = "not a secret"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "django_shop"
MIDDLEWARE = []
