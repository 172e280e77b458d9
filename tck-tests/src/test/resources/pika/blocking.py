"""pika's BlockingConnection, in all that programs commonly do with it."""
import os
import unittest
import uuid

import pika
from pika import exceptions

HOST = os.environ["AMQP_HOST"]
PORT = int(os.environ["AMQP_PORT"])


def parameters(user="guest", password="guest", vhost="/", **more):
    return pika.ConnectionParameters(HOST, PORT, vhost, pika.PlainCredentials(user, password), **more)


class BlockingTest(unittest.TestCase):
    def setUp(self):
        self.connection = pika.BlockingConnection(parameters())
        self.channel = self.connection.channel()

    def tearDown(self):
        if self.connection.is_open:
            self.connection.close()

    def queue(self, **arguments):
        return self.channel.queue_declare("", exclusive=True, arguments=arguments or None).method.queue

    def gets(self, queue):
        method, properties, body = self.channel.basic_get(queue, auto_ack=True)
        self.assertIsNotNone(method, "nothing in " + queue)
        return properties, body

    def consumes(self, queue, count, **how):
        """Takes so many messages by a consumer, and acknowledges each."""
        taken = []
        for method, properties, body in self.channel.consume(queue, inactivity_timeout=15, **how):
            self.assertIsNotNone(method, "only %d of %d came" % (len(taken), count))
            taken.append((method, properties, body))
            self.channel.basic_ack(method.delivery_tag)
            if len(taken) == count:
                break
        self.channel.cancel()
        return taken

    # ---- messages

    def test_a_message_comes_as_it_was_sent(self):
        queue = self.queue()
        headers = {"int": 1, "long": 1 << 40, "text": "grüße", "list": [1, "two"], "table": {"a": None}, "yes": True}
        sent = pika.BasicProperties(
            content_type="text/plain", content_encoding="utf-8", headers=headers, delivery_mode=2, priority=3,
            correlation_id="c", reply_to="r", expiration="60000", message_id="m", timestamp=1700000000, type="t",
            user_id="guest", app_id="a")
        self.channel.basic_publish("", queue, b"hello", sent)
        (method, got, body), = self.consumes(queue, 1)
        self.assertEqual(b"hello", body)
        self.assertEqual(sent, got)
        self.assertFalse(method.redelivered)

    def test_a_large_message_comes_whole(self):
        queue = self.queue()
        body = os.urandom(3_000_000)
        self.channel.basic_publish("", queue, body)
        (_, _, got), = self.consumes(queue, 1)
        self.assertEqual(body, got)

    def test_an_empty_message_comes_empty(self):
        queue = self.queue()
        self.channel.basic_publish("", queue, b"")
        (_, _, got), = self.consumes(queue, 1)
        self.assertEqual(b"", got)

    def test_many_messages_keep_their_order(self):
        queue = self.queue()
        for i in range(1000):
            self.channel.basic_publish("", queue, b"%d" % i)
        bodies = [body for _, _, body in self.consumes(queue, 1000)]
        self.assertEqual([b"%d" % i for i in range(1000)], bodies)

    # ---- publishing

    def test_confirms(self):
        queue = self.queue()
        self.channel.confirm_delivery()
        for i in range(20):
            self.channel.basic_publish("", queue, b"%d" % i)
        self.assertEqual(20, self.channel.queue_declare(queue, passive=True).method.message_count)

    def test_an_unroutable_mandatory_message_is_an_error_with_confirms(self):
        self.channel.confirm_delivery()
        with self.assertRaises(exceptions.UnroutableError) as caught:
            self.channel.basic_publish("", "nowhere-" + str(uuid.uuid4()), b"back", mandatory=True)
        returned, = caught.exception.messages
        self.assertEqual(312, returned.method.reply_code)
        self.assertEqual(b"back", returned.body)

    def test_a_refused_message_is_an_error_with_confirms(self):
        queue = self.queue(**{"x-max-length": 1, "x-overflow": "reject-publish"})
        self.channel.confirm_delivery()
        self.channel.basic_publish("", queue, b"one")
        with self.assertRaises(exceptions.NackError):
            self.channel.basic_publish("", queue, b"two")

    def test_transactions(self):
        queue = self.queue()
        self.channel.tx_select()
        self.channel.basic_publish("", queue, b"dropped")
        self.channel.tx_rollback()
        self.channel.basic_publish("", queue, b"kept")
        self.channel.tx_commit()
        self.assertEqual(b"kept", self.gets(queue)[1])
        self.assertEqual((None, None, None), self.channel.basic_get(queue))

    # ---- routing

    def test_exchanges_of_all_types_route(self):
        for type_, key, pattern in ("direct", "k", "k"), ("fanout", "", ""), ("topic", "a.b", "*.b"), ("headers", "", ""):
            exchange = "pika-%s-%s" % (type_, uuid.uuid4())
            queue = self.queue()
            self.channel.exchange_declare(exchange, type_, auto_delete=True)
            self.channel.queue_bind(queue, exchange, pattern, {"h": 1} if type_ == "headers" else None)
            self.channel.basic_publish(exchange, key, b"m", pika.BasicProperties(headers={"h": 1}))
            self.consumes(queue, 1)
            self.channel.queue_unbind(queue, exchange, pattern, {"h": 1} if type_ == "headers" else None)
            with self.assertRaises(exceptions.ChannelClosedByBroker) as caught:
                self.connection.channel().exchange_declare(exchange, passive=True)
            self.assertEqual(404, caught.exception.reply_code)

    def test_dead_letters_tell_their_story(self):
        letters = self.queue()
        queue = self.queue(**{"x-dead-letter-exchange": "", "x-dead-letter-routing-key": letters, "x-message-ttl": 10})
        self.channel.basic_publish("", queue, b"m")
        (_, properties, _), = self.consumes(letters, 1)
        death, = properties.headers["x-death"]
        self.assertEqual(("expired", queue, 1), (death["reason"], death["queue"], death["count"]))

    def test_priorities(self):
        queue = self.queue(**{"x-max-priority": 9})
        for priority in 1, 9, 5:
            self.channel.basic_publish("", queue, b"%d" % priority, pika.BasicProperties(priority=priority))
        self.assertEqual(3, self.settled(queue, 3))
        self.assertEqual([b"9", b"5", b"1"], [self.gets(queue)[1] for _ in range(3)])

    def settled(self, queue, count):
        """Messages on their way arrive; a passive declare may overtake them."""
        for _ in range(1500):
            ready = self.channel.queue_declare(queue, passive=True).method.message_count
            if ready == count:
                break
            self.connection.process_data_events(0.01)
        return ready

    # ---- consuming

    def test_prefetch_and_acknowledgement(self):
        queue = self.queue()
        for i in range(3):
            self.channel.basic_publish("", queue, b"%d" % i)
        self.channel.basic_qos(prefetch_count=1)
        taken = []

        def on_message(channel, method, properties, body):
            taken.append(body)
            channel.basic_ack(method.delivery_tag)
            if len(taken) == 3:
                channel.stop_consuming()

        self.channel.basic_consume(queue, on_message)
        self.channel.start_consuming()
        self.assertEqual([b"0", b"1", b"2"], taken)

    def test_a_nacked_message_comes_again(self):
        queue = self.queue()
        self.channel.basic_publish("", queue, b"m")
        self.assertEqual(1, self.settled(queue, 1))
        method, _, _ = self.channel.basic_get(queue)
        self.channel.basic_nack(method.delivery_tag, requeue=True)
        (again, _, _), = self.consumes(queue, 1)
        self.assertTrue(again.redelivered)

    def test_a_consumer_hears_of_its_deleted_queue(self):
        queue = self.queue()
        cancelled = []
        self.channel.add_on_cancel_callback(lambda method: cancelled.append(method.method.consumer_tag))
        tag = self.channel.basic_consume(queue, lambda *_: None)
        self.connection.channel().queue_delete(queue)
        for _ in range(150):
            if cancelled:
                break
            self.connection.process_data_events(0.1)
        self.assertEqual([tag], cancelled)

    def test_direct_reply_to(self):
        queue = self.queue()
        answers = []

        def on_answer(channel, method, properties, body):
            answers.append(body)

        self.channel.basic_consume("amq.rabbitmq.reply-to", on_answer, auto_ack=True)
        self.channel.basic_publish("", queue, b"question", pika.BasicProperties(reply_to="amq.rabbitmq.reply-to"))
        with pika.BlockingConnection(parameters()) as other:
            # The queue is exclusive, so the question is fetched here and only answered there.
            (_, properties, _), = self.consumes(queue, 1)
            other.channel().basic_publish("", properties.reply_to, b"answer")
            for _ in range(150):
                if answers:
                    break
                self.connection.process_data_events(0.1)
        self.assertEqual([b"answer"], answers)

    def test_heartbeats_keep_an_idle_connection(self):
        connection = pika.BlockingConnection(parameters(heartbeat=1))
        channel = connection.channel()
        for _ in range(4):
            connection.process_data_events(1)
        channel.queue_declare("", exclusive=True)
        connection.close()

    # ---- errors

    def test_a_missing_queue_closes_the_channel(self):
        with self.assertRaises(exceptions.ChannelClosedByBroker) as caught:
            self.channel.queue_declare("missing-" + str(uuid.uuid4()), passive=True)
        self.assertEqual(404, caught.exception.reply_code)
        self.assertTrue(self.connection.is_open)
        self.connection.channel().queue_declare("", exclusive=True)

    def test_an_inequivalent_declare_closes_the_channel(self):
        queue = "inequivalent-" + str(uuid.uuid4())
        self.channel.queue_declare(queue, exclusive=True)
        with self.assertRaises(exceptions.ChannelClosedByBroker) as caught:
            self.channel.queue_declare(queue, exclusive=True, auto_delete=True)
        self.assertEqual(406, caught.exception.reply_code)

    def test_a_wrong_password_is_an_authentication_error(self):
        with self.assertRaises(exceptions.ProbableAuthenticationError):
            pika.BlockingConnection(parameters(password="wrong"))

    def test_a_virtual_host_without_rights_is_an_access_error(self):
        with self.assertRaises(exceptions.ProbableAccessDeniedError):
            pika.BlockingConnection(parameters("stranger", "stranger"))
        with self.assertRaises(exceptions.ProbableAccessDeniedError):
            pika.BlockingConnection(parameters(vhost="nowhere"))


if __name__ == "__main__":
    unittest.main()
