"""Works on the tasks of the queue "tasks", one at a time: half a second for each dot in a task."""
import os
import time

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.queue_declare(queue="tasks", durable=True)


def on_task(channel, method, properties, body):
    task = body.decode()
    again = " again" if method.redelivered else ""
    print(f"working{again}: {task}", flush=True)
    time.sleep(task.count(".") / 2)
    print(f"done: {task}", flush=True)
    # Only now: had this program died before, another worker would get the task.
    channel.basic_ack(method.delivery_tag)


# One task at a time: the next one goes to whoever is free, not to whoever has his turn.
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue="tasks", on_message_callback=on_task)
print("waiting for tasks, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
