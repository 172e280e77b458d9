"""Prints what comes to the queue "hello", until Ctrl-C."""
import os

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.queue_declare(queue="hello")


def on_message(channel, method, properties, body):
    print(f"received: {body.decode()}", flush=True)


# Without acknowledgements a message is gone as soon as it was sent here.
channel.basic_consume(queue="hello", on_message_callback=on_message, auto_ack=True)
print("waiting for messages, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
