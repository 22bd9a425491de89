"""A shop under Flask, SQLAlchemy and redis-py; it knows nothing of telemetry."""
import os

import redis
import sqlalchemy
from flask import Flask

app = Flask(__name__)
address = os.environ["SHOP_DATABASE_URL"].replace("postgresql:", "postgresql+psycopg:")
engine = sqlalchemy.create_engine(address, pool_size=4, max_overflow=0)
cache = redis.Redis(port=int(os.environ["SHOP_REDIS_PORT"]))


@app.get("/products/<int:number>")
def product(number):
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT :number"), {"number": number})
    cache.get(f"product:{number}")
    return {"number": number}


@app.get("/fails")
def fails():
    raise RuntimeError("as asked")


@app.get("/healthz")
def healthz():
    return "ok"


if __name__ == "__main__":
    app.run(port=int(os.environ["SHOP_PORT"]))
