"""Sends one message to the queue "hello"."""
import os

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# Both programs declare the queue, so that either may be started first.
channel.queue_declare(queue="hello")

# The exchange without a name takes a message to the queue that the routing key names.
channel.basic_publish(exchange="", routing_key="hello", body="Hello, hare!")
print("sent: Hello, hare!")

connection.close()
