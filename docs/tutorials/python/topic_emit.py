"""Tells news under a topic of several words: topic_emit.py garden.carrot.ripe Come and see"""
import os
import sys

import pika

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# A topic exchange compares the words of the routing key with the patterns of its bindings.
channel.exchange_declare(exchange="news", exchange_type="topic")

topic = sys.argv[1] if len(sys.argv) > 1 else "garden.quiet"
text = " ".join(sys.argv[2:]) or "Nothing happened"
channel.basic_publish(exchange="news", routing_key=topic, body=text)
print(f"told: {topic}: {text}")

connection.close()
