"""Asks how many hares there are after so many months: rpc_client.py 30"""
import os
import sys
import uuid

import pika

months = sys.argv[1] if len(sys.argv) > 1 else "30"

connection = pika.BlockingConnection(pika.ConnectionParameters(
    os.environ.get("AMQP_HOST", "localhost"), int(os.environ.get("AMQP_PORT", "5672"))))
channel = connection.channel()

# The answers come to a queue of the client's own.
answers = channel.queue_declare(queue="", exclusive=True).method.queue
question = str(uuid.uuid4())
answer = None


def on_answer(channel, method, properties, body):
    global answer
    # An answer to an older question may still be under way; it is not ours.
    if properties.correlation_id == question:
        answer = body.decode()


channel.basic_consume(queue=answers, on_message_callback=on_answer, auto_ack=True)
channel.basic_publish(
    exchange="",
    routing_key="hares",
    properties=pika.BasicProperties(reply_to=answers, correlation_id=question),
    body=months)
print(f"asked: {months}", flush=True)
while answer is None:
    connection.process_data_events(time_limit=1)
print(f"answer: {answer}")

connection.close()
