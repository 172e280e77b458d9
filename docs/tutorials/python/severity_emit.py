"""Tells a line with its severity: severity_emit.py error The fox is here"""
import os
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# A direct exchange compares the routing key with the key of each binding.
channel.exchange_declare(exchange="severities", exchange_type="direct")

severity = sys.argv[1] if len(sys.argv) > 1 else "info"
line = " ".join(sys.argv[2:]) or "Nothing happened"
channel.basic_publish(exchange="severities", routing_key=severity, body=line)
print(f"told: {severity}: {line}")

connection.close()
