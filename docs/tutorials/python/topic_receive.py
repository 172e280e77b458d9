"""Prints the news whose topic fits one of the patterns: topic_receive.py 'garden.#' '*.fox.*'"""
import os
import sys

import pika

patterns = sys.argv[1:]
if not patterns:
    sys.exit("usage: topic_receive.py PATTERN ...   for example: topic_receive.py 'garden.#' '*.fox.*'")

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.exchange_declare(exchange="news", exchange_type="topic")
queue = channel.queue_declare(queue="", exclusive=True).method.queue

# In a pattern * is exactly one word, and # any number of words, also none.
for pattern in patterns:
    channel.queue_bind(queue=queue, exchange="news", routing_key=pattern)


def on_news(channel, method, properties, body):
    print(f"heard: {method.routing_key}: {body.decode()}", flush=True)


channel.basic_consume(queue=queue, on_message_callback=on_news, auto_ack=True)
print(f"listening for {' '.join(patterns)}, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
