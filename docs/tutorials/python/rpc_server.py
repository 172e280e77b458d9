"""Answers how many hares there are after so many months, as Leonardo of Pisa counted rabbits."""
import os

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.queue_declare(queue="hares")


def hares(months):
    now, then = 0, 1
    for _ in range(months):
        now, then = then, now + then
    return now


def on_request(channel, method, properties, body):
    months = int(body)
    print(f"asked: {months}", flush=True)
    channel.basic_publish(
        exchange="",
        # Where the client waits, and which of its questions this answers.
        routing_key=properties.reply_to,
        properties=pika.BasicProperties(correlation_id=properties.correlation_id),
        body=str(hares(months)))
    channel.basic_ack(method.delivery_tag)


# Several servers may share the work.
channel.basic_qos(prefetch_count=1)
channel.basic_consume(queue="hares", on_message_callback=on_request)
print("waiting for questions, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
