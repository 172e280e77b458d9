"""Tells a line to everybody who listens: log_emit.py The fox is here"""
import os
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# A fanout exchange copies each message to all queues that are bound to it, and to none when there is none.
channel.exchange_declare(exchange="logs", exchange_type="fanout")

line = " ".join(sys.argv[1:]) or "Nothing happened"
channel.basic_publish(exchange="logs", routing_key="", body=line)
print(f"told: {line}")

connection.close()
