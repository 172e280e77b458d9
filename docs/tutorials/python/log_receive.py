"""Prints every line that is told from now on, until Ctrl-C."""
import os

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.exchange_declare(exchange="logs", exchange_type="fanout")

# A queue of one's own: the broker makes up its name, and it goes when the connection goes.
queue = channel.queue_declare(queue="", exclusive=True).method.queue
channel.queue_bind(queue=queue, exchange="logs")


def on_line(channel, method, properties, body):
    print(f"heard: {body.decode()}", flush=True)


channel.basic_consume(queue=queue, on_message_callback=on_line, auto_ack=True)
print("listening, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
