package io.leveret.bench.jms;

import jakarta.jms.CompletionListener;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.concurrent.Semaphore;

/** What is compared, each as an application would write it, and no word of any provider in it. */
enum Workload {
    ONE {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            listener(party, meter, "bench.one");
            sender(party, "bench.one", DeliveryMode.NON_PERSISTENT, new byte[100]);
        }
    },
    FOUR {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            for (int i = 0; i < 4; i++) listener(party, meter, "bench.four");
            for (int i = 0; i < 4; i++) sender(party, "bench.four", DeliveryMode.NON_PERSISTENT, new byte[100]);
        }
    },
    TOPIC {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            for (int i = 0; i < 10; i++) {
                Session session = party.session(Session.AUTO_ACKNOWLEDGE);
                count(session.createConsumer(session.createTopic("bench.topic")), party, meter);
            }
            Session session = party.session(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createTopic("bench.topic"));
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            byte[] body = new byte[100];
            party.keepDoing("publisher", () -> producer.send(Party.stamped(session, body)));
        }
    },
    /** The time measured is the send's. */
    WAITING {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            waitingSender(party, meter, "bench.waiting");
        }
    },
    SIXTEEN {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            for (int i = 0; i < 16; i++) waitingSender(party, meter, "bench.sixteen");
        }
    },
    TRANSACTED {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            Session in = party.session(Session.SESSION_TRANSACTED);
            MessageProducer producer = in.createProducer(in.createQueue("bench.transacted"));
            byte[] body = new byte[1024];
            party.keepDoing("sender", () -> {
                for (int i = 0; i < 100; i++) producer.send(Party.stamped(in, body));
                in.commit();
            });
            Session out = party.session(Session.SESSION_TRANSACTED);
            MessageConsumer consumer = out.createConsumer(out.createQueue("bench.transacted"));
            party.keepDoing("receiver", () -> {
                for (int i = 0; i < 100; i++) {
                    Message message = consumer.receive();
                    if (message == null) return;
                    meter.took(Party.age(message));
                }
                out.commit();
                meter.done(100);
            });
        }
    },
    ASYNC {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            Session session = party.session(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("bench.async"));
            byte[] body = new byte[1024];
            Semaphore flying = new Semaphore(256);
            party.keepDoing("sender", () -> {
                flying.acquireUninterruptibly();
                long begun = System.nanoTime();
                producer.send(Party.stamped(session, body), new CompletionListener() {
                    @Override
                    public void onCompletion(Message message) {
                        meter.took(System.nanoTime() - begun);
                        meter.done(1);
                        flying.release();
                    }

                    @Override
                    public void onException(Message message, Exception exception) {
                        party.failed(exception);
                        flying.release();
                    }
                });
            });
        }
    },
    REQUEST {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            Session server = party.session(Session.AUTO_ACKNOWLEDGE);
            MessageProducer answers = server.createProducer(null);
            answers.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            byte[] body = new byte[100];
            server.createConsumer(server.createQueue("bench.request")).setMessageListener(request -> {
                try {
                    Message answer = Party.stamped(server, body);
                    answer.setJMSCorrelationID(request.getJMSCorrelationID());
                    answers.send(request.getJMSReplyTo(), answer);
                } catch (JMSException e) {
                    party.failed(e);
                }
            });
            Session client = party.session(Session.AUTO_ACKNOWLEDGE);
            TemporaryQueue mine = client.createTemporaryQueue();
            MessageConsumer replies = client.createConsumer(mine);
            MessageProducer requests = client.createProducer(client.createQueue("bench.request"));
            requests.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            party.keepDoing("client", () -> {
                long begun = System.nanoTime();
                Message request = Party.stamped(client, body);
                request.setJMSReplyTo(mine);
                request.setJMSCorrelationID("1");
                requests.send(request);
                if (replies.receive(10_000) == null) throw new JMSException("no reply within 10 s");
                meter.took(System.nanoTime() - begun);
                meter.done(1);
            });
        }
    },
    SELECTORS {
        @Override
        void begin(Party party, Meter meter) throws JMSException {
            for (int i = 0; i < 10; i++) {
                Session session = party.session(Session.AUTO_ACKNOWLEDGE);
                count(session.createConsumer(session.createQueue("bench.selectors"), "part = " + i), party, meter);
            }
            Session session = party.session(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = session.createProducer(session.createQueue("bench.selectors"));
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            byte[] body = new byte[100];
            int[] next = {0};
            party.keepDoing("sender", () -> {
                Message message = Party.stamped(session, body);
                message.setIntProperty("part", next[0]++ % 10);
                producer.send(message);
            });
        }
    };

    /** Sets everybody to work; the party ends it. */
    abstract void begin(Party party, Meter meter) throws JMSException;

    private static void listener(Party party, Meter meter, String queue) throws JMSException {
        Session session = party.session(Session.AUTO_ACKNOWLEDGE);
        count(session.createConsumer(session.createQueue(queue)), party, meter);
    }

    private static void count(MessageConsumer consumer, Party party, Meter meter) throws JMSException {
        consumer.setMessageListener(message -> {
            try {
                meter.took(Party.age(message));
                meter.done(1);
            } catch (JMSException e) {
                party.failed(e);
            }
        });
    }

    private static void sender(Party party, String queue, int mode, byte[] body) throws JMSException {
        Session session = party.session(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(session.createQueue(queue));
        producer.setDeliveryMode(mode);
        party.keepDoing("sender", () -> producer.send(Party.stamped(session, body)));
    }

    private static void waitingSender(Party party, Meter meter, String queue) throws JMSException {
        Session session = party.session(Session.AUTO_ACKNOWLEDGE);
        Destination destination = session.createQueue(queue);
        MessageProducer producer = session.createProducer(destination);
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        byte[] body = new byte[1024];
        party.keepDoing("sender", () -> {
            long begun = System.nanoTime();
            producer.send(Party.stamped(session, body));
            meter.took(System.nanoTime() - begun);
            meter.done(1);
        });
    }
}
