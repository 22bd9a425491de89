"""Jobs of a shop under Celery with Redis as its broker; they know nothing of telemetry."""
import os
import time

from celery import Celery

app = Celery("jobs", broker=f"redis://127.0.0.1:{os.environ['SHOP_REDIS_PORT']}/0")


@app.task
def receipt(number):
    time.sleep(0.02)
    return number


@app.task
def breaks():
    raise RuntimeError("as asked")


if __name__ == "__main__":
    for number in range(int(os.environ["SHOP_JOBS"])):
        receipt.delay(number)
    for _ in range(int(os.environ["SHOP_BROKEN_JOBS"])):
        breaks.delay()
