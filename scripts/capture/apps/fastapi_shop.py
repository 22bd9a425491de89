"""A shop under FastAPI, psycopg and redis-py; it knows nothing of telemetry."""
import os

import psycopg
import redis.asyncio
from fastapi import FastAPI

app = FastAPI()
cache = redis.asyncio.Redis(port=int(os.environ["SHOP_REDIS_PORT"]))


@app.get("/products/{number}")
async def product(number: int):
    async with await psycopg.AsyncConnection.connect(os.environ["SHOP_DATABASE_URL"]) as connection:
        await connection.execute("SELECT %s", [number])
    await cache.get(f"product:{number}")
    return {"number": number}


@app.get("/fails")
async def fails():
    raise RuntimeError("as asked")


@app.get("/healthz")
async def healthz():
    return "ok"
