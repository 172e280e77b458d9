"""pika's SelectConnection: everything by callbacks, many confirms under way at once."""
import os

import pika

COUNT = 2000
confirmed = 0
received = []


def main():
    parameters = pika.ConnectionParameters(os.environ["AMQP_HOST"], int(os.environ["AMQP_PORT"]))
    connection = pika.SelectConnection(parameters, on_open_callback=on_open, on_open_error_callback=fail)
    connection.add_on_close_callback(lambda connection, reason: connection.ioloop.stop())
    connection.ioloop.call_later(30, lambda: fail(connection, "not done within 30 s"))
    connection.ioloop.start()
    assert received == [b"%d" % i for i in range(COUNT)], "%d received" % len(received)
    assert confirmed == COUNT, "%d confirmed" % confirmed
    print("%d sent, confirmed and received" % COUNT)


def fail(connection, why):
    raise SystemExit("failed: %s, %d confirmed, %d received" % (why, confirmed, len(received)))


def on_open(connection):
    connection.channel(on_open_callback=on_channel)


def on_channel(channel):
    channel.confirm_delivery(lambda frame: on_confirm(channel, frame.method))
    channel.basic_qos(prefetch_count=100)
    channel.queue_declare("", exclusive=True, callback=lambda frame: on_queue(channel, frame.method.queue))


def on_queue(channel, queue):
    channel.basic_consume(queue, on_message)
    for i in range(COUNT):
        channel.basic_publish("", queue, b"%d" % i)


def on_confirm(channel, method):
    global confirmed
    assert isinstance(method, pika.spec.Basic.Ack), method
    confirmed = max(confirmed, method.delivery_tag) if method.multiple else confirmed + 1
    end_if_done(channel)


def on_message(channel, method, properties, body):
    received.append(body)
    channel.basic_ack(method.delivery_tag)
    end_if_done(channel)


def end_if_done(channel):
    if confirmed == COUNT and len(received) == COUNT:
        channel.connection.close()


main()
