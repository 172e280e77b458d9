"""Puts a task into the queue "tasks": task_new.py Draw a carrot..."""
import os
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# A durable queue is still there when the broker was started anew ...
channel.queue_declare(queue="tasks", durable=True)
# ... and with confirms, publishing returns when the broker has taken the message over.
channel.confirm_delivery()

task = " ".join(sys.argv[1:]) or "Dig a hole."
channel.basic_publish(
    exchange="",
    routing_key="tasks",
    body=task,
    # A persistent message in a durable queue outlives the broker's restart.
    properties=pika.BasicProperties(delivery_mode=pika.spec.PERSISTENT_DELIVERY_MODE),
    mandatory=True)
print(f"new task: {task}")

connection.close()
