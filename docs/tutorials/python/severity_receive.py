"""Prints the lines of the severities that are asked for: severity_receive.py warning error"""
import os
import sys

import pika

severities = sys.argv[1:]
if not severities:
    sys.exit("usage: severity_receive.py SEVERITY ...   for example: severity_receive.py warning error")

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()
channel.exchange_declare(exchange="severities", exchange_type="direct")
queue = channel.queue_declare(queue="", exclusive=True).method.queue

# One binding for each severity; a queue may have as many as it likes.
for severity in severities:
    channel.queue_bind(queue=queue, exchange="severities", routing_key=severity)


def on_line(channel, method, properties, body):
    print(f"heard: {method.routing_key}: {body.decode()}", flush=True)


channel.basic_consume(queue=queue, on_message_callback=on_line, auto_ack=True)
print(f"listening for {' '.join(severities)}, Ctrl-C ends", flush=True)
try:
    channel.start_consuming()
except KeyboardInterrupt:
    connection.close()
