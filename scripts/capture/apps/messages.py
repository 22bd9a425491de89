"""Messages into two queues of RabbitMQ; two are taken and not acknowledged while it runs."""
import os
import subprocess
import sys
import time

from kombu import Connection, Queue

address = f"amqp://guest:guest@127.0.0.1:{os.environ['SHOP_AMQP_PORT']}//"

if "taker" in sys.argv:
    with Connection(address) as connection:
        mail = Queue("mail")(connection.channel())
        for _ in range(2):
            mail.get()
        time.sleep(30)
    sys.exit()

with Connection(address) as connection:
    for name, count in (("mail", 9), ("reports", 4)):
        queue = connection.SimpleQueue(name)
        for number in range(count):
            queue.put({"number": number})
        queue.close()
subprocess.Popen([sys.executable, __file__, "taker"])
