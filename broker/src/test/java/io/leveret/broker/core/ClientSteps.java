package io.leveret.broker.core;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.amqp.TxMethod;
import io.leveret.broker.core.ModelChannel.Verdict;
import io.leveret.broker.queue.Returns;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What clients do, at random: each method is told to the model, then to the core, then the model looks at what became of it. */
final class ClientSteps {
    static final int CHANNELS = 3;
    static final int QUEUES = 4;

    private final Random random;
    private final Model model;
    private final SimulatedHost core;
    private final boolean racing;
    /** Whether there are groups of messages: then every queue soon has some. */
    private final boolean grouping;

    private final BrowsingSteps browsing;
    private int letters;
    private int tags;

    ClientSteps(Random random, Model model, boolean racing) {
        this.random = random;
        this.model = model;
        this.core = model.core;
        this.racing = racing;
        grouping = random.nextInt(4) == 0;
        browsing = new BrowsingSteps(random, model);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    @SafeVarargs
    private <T> T any(T... of) {
        return of[random.nextInt(of.length)];
    }

    private void send(ModelChannel channel, Method method) {
        model.tell(channel, "says", method);
        core.receive(channel.client.connection, channel.number, method);
    }

    // ---- one method

    void step(ModelClient client) {
        if (client.cut || client.closing) return;
        int number = 1 + random.nextInt(CHANNELS);
        ModelChannel channel = client.channels.get(number);
        if (channel == null) open(client, number);
        else if (channel.state == ModelChannel.State.CLOSED_BY_BROKER) answerClose(channel);
        else if (!channel.isOpen()) return;
        else if (channel.isBusy()) behindAnother(channel);
        else act(channel);
        model.noteAbilities();
    }

    private void act(ModelChannel channel) {
        int dice = random.nextInt(1000);
        if (channel.client.speaksLeveret && oneIn(15)) {
            browsing.step(channel);
            return;
        }
        if (channel.client.speaksLeveret && oneIn(6)) {
            credit(channel);
            return;
        }
        if (dice < 5) burst(channel);
        else if (dice < 380) publish(channel);
        else if (dice < 640) settleSome(channel);
        else if (dice < 690) get(channel, false);
        else if (dice < 750) consume(channel, false);
        else if (dice < 770) cancel(channel, false);
        else if (dice < 810) declare(channel);
        else if (dice < 830) passive(channel, false);
        else if (dice < 860) bind(channel);
        else if (dice < 885) qos(channel, false);
        else if (dice < 900) recover(channel);
        else if (dice < 915) purge(channel);
        else if (dice < 922) delete(channel);
        else if (dice < 935) select(channel);
        else if (dice < 975) transact(channel);
        else if (dice < 990) close(channel);
        else if (dice < 998) offend(channel);
        else reuseTag(channel);
    }

    /** The channel waits for an answer: what is sent now is worked off when that has come. */
    private void behindAnother(ModelChannel channel) {
        if (!oneIn(4)) return;
        switch (random.nextInt(5)) {
            case 0 -> passive(channel, true);
            case 1 -> qos(channel, true);
            case 2 -> get(channel, true);
            case 3 -> consume(channel, true);
            default -> cancel(channel, true);
        }
    }

    private void open(ModelClient client, int number) {
        ModelChannel channel = new ModelChannel(model, client, number);
        client.channels.put(number, channel);
        channel.expect(ChannelMethod.OpenOk.class, 0, ok -> {});
        send(channel, new ChannelMethod.Open());
    }

    private void answerClose(ModelChannel channel) {
        if (oneIn(3)) {
            // Until it answers, nothing that it sends has an effect.
            core.receive(
                    channel.client.connection,
                    channel.number,
                    new BasicMethod.Publish("", "q0", true, false),
                    Properties.EMPTY,
                    new byte[1]);
            return;
        }
        channel.client.channels.remove(channel.number);
        send(channel, new ChannelMethod.CloseOk());
    }

    // ---- queues

    private String queueName() {
        return oneIn(8) ? "g" + random.nextInt(QUEUES) : "q" + random.nextInt(QUEUES);
    }

    private ModelQueue someQueue() {
        List<ModelQueue> all = new ArrayList<>(model.queues.values());
        return all.get(random.nextInt(all.size()));
    }

    private void declare(ModelChannel channel) {
        String name = "q" + random.nextInt(QUEUES);
        ModelQueue existing = model.queues.get(name);
        if (existing == null) {
            declareNew(channel, name);
            return;
        }
        if (existing.owner != null && existing.owner != channel.client) {
            expectError(channel, 405);
            send(channel, declaration(existing));
            return;
        }
        if (oneIn(5)) {
            expectError(channel, 406);
            send(
                    channel,
                    new QueueMethod.Declare(
                            name,
                            false,
                            !existing.durable,
                            existing.owner != null,
                            existing.autoDelete,
                            false,
                            existing.arguments));
            return;
        }
        existing.renewLease();
        counted(channel, existing, existing.durable ? -1 : 0);
        send(channel, declaration(existing));
        recordPosition(channel);
    }

    private static QueueMethod.Declare declaration(ModelQueue queue) {
        return new QueueMethod.Declare(
                queue.name, false, queue.durable, queue.owner != null, queue.autoDelete, false, queue.arguments);
    }

    private void declareNew(ModelChannel channel, String name) {
        ModelQueue queue = new ModelQueue(
                model, name, arguments(name), random.nextBoolean(), oneIn(8), oneIn(8) ? channel.client : null);
        model.queues.put(name, queue);
        counted(channel, queue, queue.durable ? -1 : 0);
        send(channel, declaration(queue));
        recordPosition(channel);
    }

    private Table arguments(String name) {
        Table.Builder table = Table.builder();
        if (oneIn(4)) table.put("x-message-ttl", any(0, 8, 16, 40, 80));
        if (oneIn(8)) table.put("x-expires", any(45, 85, 165));
        if (oneIn(4)) table.put("x-max-length", any(0L, 1L, 3L, 10L));
        if (oneIn(8)) table.put("x-max-length-bytes", any(0, 50, 300, 1000));
        if (oneIn(3)) table.put("x-overflow", any("drop-head", "reject-publish", "reject-publish-dlx"));
        if (oneIn(4)) table.put("x-max-priority", any(1, 3, 9));
        Table sofar = table.build();
        redelivery(table, sofar.contains("x-max-length") || sofar.contains("x-max-length-bytes"));
        if (oneIn(6)) table.put("x-single-active-consumer", true);
        if (oneIn(2)) {
            if (oneIn(2)) {
                table.put("x-dead-letter-exchange", "").put("x-dead-letter-routing-key", "g" + name.substring(1));
            } else {
                table.put("x-dead-letter-exchange", "dlx" + name.substring(1));
            }
        }
        return table.build();
    }

    private ModelChannel.Expected counted(ModelChannel channel, ModelQueue queue, long position) {
        int[] before = {queue.ready(), queue.consumers.size()};
        return channel.expect(QueueMethod.DeclareOk.class, position, ok -> {
            QueueMethod.DeclareOk declared = (QueueMethod.DeclareOk) ok;
            if (position != 0) {
                // It was counted when it was declared, and told when that was durable.
                if (declared.consumerCount() != before[1])
                    model.violation(channel + " " + ok + ", there are " + before[1]);
                return;
            }
            if (queue.deleted) return;
            if (declared.consumerCount() != queue.consumers.size()) model.violation(channel + " " + ok);
            model.checkCount(queue, declared.messageCount(), channel + " " + ok);
        });
    }

    /** What must be durable before an answer that has not come yet. */
    private void recordPosition(ModelChannel channel) {
        ModelChannel.Expected last = channel.expected.peekLast();
        if (last != null && last.position < 0) last.position = core.journal.position();
    }

    private void passive(ModelChannel channel, boolean late) {
        ModelQueue queue = model.queues.get(queueName());
        if (queue == null || queue.owner != null && queue.owner != channel.client) {
            if (late) return;
            expectError(channel, queue == null ? 404 : 405);
            send(
                    channel,
                    new QueueMethod.Declare(
                            queue == null ? "q" : queue.name, true, false, false, false, false, Table.EMPTY));
            return;
        }
        if (!late) queue.renewLease();
        ModelChannel.Expected answer = channel.expect(QueueMethod.DeclareOk.class, 0, ok -> {
            ModelQueue now = model.queues.get(queue.name);
            if (now == null) {
                model.violation(channel + " " + ok + ", it is gone");
                return;
            }
            if (late) now.renewLease();
            model.checkCount(now, ((QueueMethod.DeclareOk) ok).messageCount(), channel + " " + ok);
        });
        answer.late = late;
        send(channel, new QueueMethod.Declare(queue.name, true, false, false, false, false, Table.EMPTY));
    }

    private void bind(ModelChannel channel) {
        ModelQueue queue = someQueue();
        if (queue.owner != null && queue.owner != channel.client) return;
        String exchange = any(Model.FANOUT, Model.DIRECT, Model.WITH_ALTERNATE);
        String key = exchange.equals(Model.FANOUT) ? "" : "k" + random.nextInt(3);
        Model.Route route = new Model.Route(exchange, key, queue.name);
        if (model.routes.remove(route)) {
            channel.expect(QueueMethod.UnbindOk.class, -1, ok -> {});
            send(channel, new QueueMethod.Unbind(queue.name, exchange, key, Table.EMPTY));
        } else {
            model.routes.add(route);
            channel.expect(QueueMethod.BindOk.class, -1, ok -> {});
            send(channel, new QueueMethod.Bind(queue.name, exchange, key, false, Table.EMPTY));
        }
        recordPosition(channel);
    }

    private void purge(ModelChannel channel) {
        ModelQueue queue = someQueue();
        if (queue.owner != null && queue.owner != channel.client) return;
        channel.expect(QueueMethod.PurgeOk.class, queue.durable ? -1 : 0, ok -> {});
        ModelChannel.Expected answer = channel.expected.removeLast();
        int most = queue.ready();
        int least = most - queue.expirable();
        List<Slot> ready = new ArrayList<>();
        for (List<Slot> lane : queue.lanes) for (Slot slot : lane) if (slot.state == Slot.State.READY) ready.add(slot);
        // What is on its way here may be here already: how many of them, only the answer tells.
        boolean exact = !queue.name.startsWith("g");
        channel.expected.addLast(new ModelChannel.Expected(QueueMethod.PurgeOk.class, answer.position, ok -> {
            int told = ((QueueMethod.PurgeOk) ok).messageCount();
            if (told < least || exact && told > most) model.violation(channel + " " + ok + ", there are " + most);
        }));
        int[] arrived = {0};
        if (!exact) arrived[0] = core.info(queue.name).ready() - most;
        for (int i = 0; i < arrived[0]; i++) model.arriveNext(queue);
        for (List<Slot> lane : queue.lanes) {
            for (Slot slot : new ArrayList<>(lane)) if (slot.state == Slot.State.READY) queue.gone(slot);
        }
        send(channel, new QueueMethod.Purge(queue.name, false));
        recordPosition(channel);
    }

    private void delete(ModelChannel channel) {
        ModelQueue queue = model.queues.get("q" + random.nextInt(QUEUES));
        if (queue == null || queue.owner != null && queue.owner != channel.client) return;
        boolean ifEmpty = oneIn(5);
        boolean ifUnused = oneIn(5);
        if (ifUnused && !queue.consumers.isEmpty() || ifEmpty && queue.ready() > 0) {
            if (queue.expirable() > 0) return;
            expectError(channel, 406);
        } else {
            int count = queue.ready();
            int least = count - queue.expirable();
            channel.expect(QueueMethod.DeleteOk.class, queue.durable ? -1 : 0, ok -> {
                int told = ((QueueMethod.DeleteOk) ok).messageCount();
                if (told > count || told < least) model.violation(channel + " " + ok + ", there were " + count);
            });
            model.delete(queue);
        }
        send(channel, new QueueMethod.Delete(queue.name, ifUnused, ifEmpty, false));
        recordPosition(channel);
    }

    // ---- publishing

    private Letter letter(String exchange, String key, long delay) {
        String id = "m" + ++letters;
        byte[] body = new byte[oneIn(6) ? 0 : random.nextInt(oneIn(5) ? 300 : 60)];
        random.nextBytes(body);
        return new Letter(
                id,
                exchange,
                key,
                body,
                random.nextBoolean(),
                oneIn(2) ? Letter.NO_PRIORITY : random.nextInt(12),
                oneIn(3),
                grouping && oneIn(2) ? any("a", "b", "c") : "",
                expiration(delay),
                delay,
                null,
                List.of());
    }

    /** Two that end in the same moment, one in its lane and one not yet, would have no certain order. */
    private long expiration(long delay) {
        if (delay > 0) return oneIn(3) ? any(2L, 6L, 46L) : Letter.NO_EXPIRATION;
        return oneIn(8) ? any(0L, 8L, 24L, 80L) : Letter.NO_EXPIRATION;
    }

    /** Enough for one queue to fill some chunks. */
    private void burst(ModelChannel channel) {
        String key = queueName();
        for (int i = 10 + random.nextInt(30); i > 0; i--) publish(channel, "", key);
    }

    private void publish(ModelChannel channel) {
        String exchange = any("", "", "", Model.FANOUT, Model.DIRECT, Model.WITH_ALTERNATE);
        publish(channel, exchange, exchange.isEmpty() ? queueName() : "k" + random.nextInt(4));
    }

    private void publish(ModelChannel channel, String exchange, String key) {
        boolean mandatory = random.nextBoolean();
        List<ModelQueue> targets = model.route(exchange, key);
        boolean limited = targets.stream().anyMatch(ModelQueue::isLimited);
        boolean aging = targets.stream().anyMatch(target -> target.ttl != ModelQueue.NEVER);
        Letter letter = letter(exchange, key, !limited && !aging && oneIn(12) ? any(3L, 11L, 35L, 83L) : 0);
        BasicMethod.Publish publish = new BasicMethod.Publish(exchange, key, mandatory, false);
        if (channel.transactional) {
            if (channel.doomed) {
                core.receive(channel.client.connection, channel.number, publish, letter.properties(), letter.body());
                return;
            }
            if (mandatory) channel.mandatory.add(letter);
            channel.transactionPublishes.add(() -> route(channel, letter, mandatory));
            channel.inTransaction.add(letter);
            core.receive(channel.client.connection, channel.number, publish, letter.properties(), letter.body());
            return;
        }
        ModelChannel.Owed owed = new ModelChannel.Owed(channel.lastSeq + 1, letter);
        if (channel.confirming) {
            channel.lastSeq++;
            channel.owed.add(owed);
        }
        if (targets.isEmpty() && mandatory) {
            owed.returned = false;
            channel.returns.add(letter);
        }
        for (ModelQueue target : targets) {
            if (letter.delay() > 0) target.delay(letter);
            else if (target.refuses()) target.incoming = target.slotFor(letter);
            else target.enqueue(letter);
        }
        model.tell(
                channel, "publishes", letter.id(), exchange, key, "to", targets, letter.expiration(), letter.delay());
        core.receive(channel.client.connection, channel.number, publish, letter.properties(), letter.body());
        owed.position = core.journal.storedAt(letter.id());
        for (ModelQueue target : targets) owed.refused |= published(target, letter);
    }

    /** What limits and a life of no time have done. @return whether the queue has refused the letter */
    private boolean published(ModelQueue target, Letter letter) {
        boolean refused = false;
        Slot incoming = target.incoming;
        if (incoming != null) {
            target.incoming = null;
            target.expireHeads(model.now());
            if (target.fits(letter)) {
                target.add(incoming);
            } else {
                refused = true;
                if (target.overflow == ModelQueue.Overflow.REJECT_PUBLISH_DLX && target.hasDlx()) {
                    target.dying.add(new ModelQueue.Dying(letter.died(target, "maxlen", ""), true));
                }
            }
        }
        if (letter.delay() > 0 || refused) return refused;
        if (target.isLimited()) {
            target.expireHeads(model.now());
            target.enforceLimits();
        }
        if (target.isLimited() || target.slotFor(letter).expiresAt != ModelQueue.NEVER)
            target.expireHeads(model.now() + 1);
        return false;
    }

    private void route(ModelChannel channel, Letter letter, boolean mandatory) {
        List<ModelQueue> targets = model.route(letter.exchange(), letter.key());
        if (targets.isEmpty() && mandatory) channel.returns.add(letter);
        for (ModelQueue target : targets) {
            if (letter.delay() > 0) target.delay(letter);
            else target.enqueue(letter);
        }
    }

    private void select(ModelChannel channel) {
        if (oneIn(2)) {
            if (channel.transactional) {
                expectError(channel, 406);
            } else {
                channel.confirming = true;
                channel.expect(ConfirmMethod.SelectOk.class, 0, ok -> {});
            }
            send(channel, new ConfirmMethod.Select(false));
        } else {
            if (channel.confirming) {
                expectError(channel, 406);
            } else {
                channel.transactional = true;
                channel.expect(TxMethod.SelectOk.class, 0, ok -> {});
            }
            send(channel, new TxMethod.Select());
        }
    }

    private void transact(ModelChannel channel) {
        if (!channel.transactional) return;
        boolean limited = channel.inTransaction.stream()
                .flatMap(letter -> model.route(letter.exchange(), letter.key()).stream())
                .anyMatch(ModelQueue::isLimited);
        boolean strict = channel.client.speaksLeveret && oneIn(2);
        boolean lost = channel.doomed
                || channel.mandatory.stream()
                        .anyMatch(letter ->
                                model.route(letter.exchange(), letter.key()).isEmpty());
        boolean doomed = channel.doomed;
        channel.inTransaction.clear();
        channel.mandatory.clear();
        channel.doomed = false;
        if (limited || oneIn(4)) {
            forget(channel);
            channel.expect(TxMethod.RollbackOk.class, 0, ok -> {});
            send(channel, new TxMethod.Rollback());
            return;
        }
        if (strict && lost) {
            forget(channel);
            channel.expect(LeveretMethod.CommitOk.class, 0, ok -> expectStatus(channel, ok, LeveretMethod.ROLLED_BACK));
            send(channel, new LeveretMethod.Commit("t" + ++tags));
            return;
        }
        if (doomed) {
            expectError(channel, 404);
            send(channel, new TxMethod.Commit());
            return;
        }
        model.lenient = true;
        List<Runnable> publishes = List.copyOf(channel.transactionPublishes);
        List<Runnable> settlements = List.copyOf(channel.transactionSettlements);
        channel.transactionPublishes.clear();
        channel.transactionSettlements.clear();
        publishes.forEach(Runnable::run);
        settlements.forEach(Runnable::run);
        if (strict) {
            channel.expect(LeveretMethod.CommitOk.class, -1, ok -> expectStatus(channel, ok, LeveretMethod.COMMITTED));
            send(channel, new LeveretMethod.Commit("t" + ++tags));
        } else {
            channel.expect(TxMethod.CommitOk.class, -1, ok -> {
                if (!channel.returns.isEmpty()) model.violation(channel + " hears commit-ok before its returns");
            });
            send(channel, new TxMethod.Commit());
        }
        recordPosition(channel);
    }

    private static void forget(ModelChannel channel) {
        channel.transactionPublishes.clear();
        channel.transactionSettlements.clear();
        channel.unacked.values().forEach(out -> out.pending = false);
    }

    private void expectStatus(ModelChannel channel, Method ok, int status) {
        if (((LeveretMethod.CommitOk) ok).status() != status) model.violation(channel + " hears " + ok);
    }

    // ---- consuming

    private void consume(ModelChannel channel, boolean late) {
        ModelQueue queue = someQueue();
        if (late && queue.owner != null) return;
        boolean exclusive = oneIn(12);
        boolean taken = queue.consumers.stream().anyMatch(each -> each.exclusive);
        BasicMethod.Consume consume = new BasicMethod.Consume(
                queue.name, "c" + ++tags, false, oneIn(4), exclusive, false, consumerArguments(channel, queue));
        if (!late && queue.owner != null && queue.owner != channel.client) {
            expectError(channel, 405);
        } else if (!late && (taken || exclusive && !queue.consumers.isEmpty())) {
            expectError(channel, 403);
        } else {
            ModelChannel.Expected answer = channel.expect(BasicMethod.ConsumeOk.class, 0, ok -> {
                if (late) subscribe(channel, consume, model.queues.get(queue.name));
            });
            answer.late = late;
            if (!late) subscribe(channel, consume, queue);
        }
        send(channel, consume);
    }

    private Table consumerArguments(ModelChannel channel, ModelQueue queue) {
        Table.Builder table = Table.builder();
        if (oneIn(3)) table.put("x-priority", random.nextInt(3) - 1);
        if (oneIn(3)) table.put("x-selector", "n = " + random.nextInt(ModelConsumer.NUMBERS));
        if (oneIn(3)) table.put("x-counts", true);
        if (channel.client.speaksLeveret && oneIn(2)) table.put("x-credit", true);
        redelivery(table, queue.isLimited());
        return table.build();
    }

    /** What is said of failing. (Where a length is limited, what comes again at the same time would have no certain order.) */
    private void redelivery(Table.Builder table, boolean limited) {
        if (oneIn(5)) table.put("x-delivery-limit", any(0, 1, 2));
        if (oneIn(4)) table.put("x-dead-letter-queue", "g" + random.nextInt(QUEUES));
        if (limited || !oneIn(3)) return;
        table.put("x-redelivery-delay", any(0, 5, 12, 30));
        if (oneIn(2)) table.put("x-redelivery-multiplier", any(1.0, 1.5, 3.0));
        if (oneIn(2)) table.put("x-redelivery-delay-max", any(0, 20, 50));
    }

    private void subscribe(ModelChannel channel, BasicMethod.Consume consume, ModelQueue queue) {
        if (queue == null) {
            model.violation(channel + " consumes from what is gone: " + consume);
            return;
        }
        ModelConsumer consumer = new ModelConsumer(
                channel,
                consume.consumerTag(),
                queue,
                consume.noAck(),
                consume.exclusive(),
                consume.arguments(),
                channel.prefetch);
        channel.consumers.put(consumer.tag, consumer);
        queue.subscribe(consumer);
    }

    private void cancel(ModelChannel channel, boolean late) {
        List<String> known = new ArrayList<>(channel.consumers.keySet());
        String tag = known.isEmpty() ? "unknown" : known.get(random.nextInt(known.size()));
        // Others would hear that the queue has gone before this one hears that it has cancelled.
        if (late && !known.isEmpty() && channel.consumers.get(tag).queue.autoDelete) return;
        Runnable effect = () -> {
            ModelConsumer consumer = channel.consumers.remove(tag);
            if (consumer != null) consumer.queue.unsubscribe(consumer);
        };
        channel.expect(BasicMethod.CancelOk.class, 0, ok -> {
            if (late) effect.run();
        });
        if (!late) effect.run();
        send(channel, new BasicMethod.Cancel(tag, false));
    }

    private void get(ModelChannel channel, boolean late) {
        ModelQueue queue = someQueue();
        if (queue.owner != null && queue.owner != channel.client) return;
        if (late && channel.expected.stream().anyMatch(each -> Model.isGet(each.type))) return;
        // When its turn comes the lease is renewed, and that does not show.
        if (late && queue.expires != ModelQueue.NEVER) return;
        boolean noAck = oneIn(3);
        channel.get(queue, noAck, late);
        send(channel, new BasicMethod.Get(queue.name, noAck));
    }

    private void qos(ModelChannel channel, boolean late) {
        int count = any(0, 1, 1, 2, 3, 10, 100);
        boolean global = oneIn(3);
        Runnable effect = () -> {
            if (global) channel.channelPrefetch = count;
            else channel.prefetch = count;
        };
        channel.expect(BasicMethod.QosOk.class, 0, ok -> {
            if (late) effect.run();
        });
        if (!late) effect.run();
        send(channel, new BasicMethod.Qos(0, count, global));
    }

    private void settleSome(ModelChannel channel) {
        List<Long> free = new ArrayList<>();
        channel.unacked.forEach((tag, out) -> {
            if (!out.pending) free.add(tag);
        });
        if (free.isEmpty()) return;
        long tag = free.get(oneIn(2) ? 0 : random.nextInt(free.size()));
        boolean multiple = oneIn(5);
        boolean all = multiple && oneIn(5);
        if (channel.client.speaksLeveret && oneIn(3)) {
            Returns.How how = any(Returns.How.values());
            for (long each : free) {
                if (each == tag || multiple && each < tag || all) channel.giveBack(each, how);
            }
            int outcome = how == Returns.How.FAILED
                    ? LeveretMethod.FAILED
                    : how == Returns.How.SEEN ? LeveretMethod.SEEN : LeveretMethod.UNSEEN;
            send(channel, new LeveretMethod.GiveBack(all ? 0 : tag, multiple, outcome, Table.EMPTY));
            return;
        }
        Verdict verdict = any(Verdict.ACK, Verdict.ACK, Verdict.REQUEUE, Verdict.REJECT);
        for (long each : free) {
            if (each != tag && !(multiple && each < tag) && !all) continue;
            if (channel.transactional) {
                channel.unacked.get(each).pending = true;
                channel.transactionSettlements.add(() -> channel.settle(each, verdict));
            } else {
                channel.settle(each, verdict);
            }
        }
        long told = all ? 0 : tag;
        switch (verdict) {
            case ACK -> send(channel, new BasicMethod.Ack(told, multiple));
            case REQUEUE -> {
                if (multiple || oneIn(2)) send(channel, new BasicMethod.Nack(told, multiple, true));
                else send(channel, new BasicMethod.Reject(told, true));
            }
            case REJECT -> {
                if (multiple || oneIn(2)) send(channel, new BasicMethod.Nack(told, multiple, false));
                else send(channel, new BasicMethod.Reject(told, false));
            }
        }
    }

    private void credit(ModelChannel channel) {
        List<ModelConsumer> all = channel.consumers.values().stream()
                .filter(each -> each.byCredit)
                .toList();
        if (all.isEmpty()) return;
        ModelConsumer consumer = all.get(random.nextInt(all.size()));
        int more = any(0, 1, 1, 2, 5, 100);
        boolean drain = oneIn(2);
        consumer.credit += more;
        if (drain) consumer.drains++;
        send(channel, new LeveretMethod.Credit(consumer.tag, more, drain));
    }

    private void recover(ModelChannel channel) {
        channel.recover();
        if (oneIn(2)) {
            channel.expect(BasicMethod.RecoverOk.class, 0, ok -> {});
            send(channel, new BasicMethod.Recover(true));
        } else {
            send(channel, new BasicMethod.RecoverAsync(true));
        }
    }

    // ---- ends

    private void close(ModelChannel channel) {
        model.lenient |= racing;
        channel.release();
        channel.owedWhenLeaving();
        channel.expect(ChannelMethod.CloseOk.class, 0, ok -> {
            channel.state = ModelChannel.State.GONE;
            channel.client.channels.remove(channel.number);
        });
        channel.state = ModelChannel.State.LEAVING;
        send(channel, new ChannelMethod.Close(200, "bye", 0, 0));
    }

    private void expectError(ModelChannel channel, int code) {
        model.lenient |= racing;
        channel.release();
        channel.expectedClose = code;
    }

    private void offend(ModelChannel channel) {
        if (oneIn(2)) {
            // Whoever can be told at the commit is told then.
            if (channel.transactional && channel.client.speaksLeveret) channel.doomed = true;
            else expectError(channel, 404);
            Letter letter = letter("nowhere", "", 0);
            core.receive(
                    channel.client.connection,
                    channel.number,
                    new BasicMethod.Publish("nowhere", "", true, false),
                    letter.properties(),
                    letter.body());
        } else {
            long unknown = channel.lastTag + 1 + random.nextInt(2);
            expectError(channel, 406);
            send(channel, new BasicMethod.Ack(unknown, oneIn(2)));
        }
    }

    private void reuseTag(ModelChannel channel) {
        if (channel.consumers.isEmpty()) return;
        ModelConsumer consumer = channel.consumers.values().iterator().next();
        model.lenient |= racing;
        channel.client.expectedClose = 530;
        channel.client.release();
        send(
                channel,
                new BasicMethod.Consume(consumer.queue.name, consumer.tag, false, false, false, false, Table.EMPTY));
        if (!channel.client.closing) model.violation(channel.client.name + " was not closed");
    }

    /** The client ends: cut, or after the broker has closed it with an answer or without. */
    void end(ModelClient client) {
        if (!client.closing) {
            model.lenient |= racing;
            client.release();
            client.leaving = true;
            if (oneIn(2)) {
                client.connection.disconnected("cut");
            } else {
                core.receive(client.connection, 0, new ConnectionMethod.Close(200, "bye", 0, 0));
            }
        } else if (oneIn(2)) {
            core.receive(client.connection, 0, new ConnectionMethod.CloseOk());
        } else {
            client.connection.disconnected("cut");
        }
        if (!client.cut) model.violation(client.name + " is still there");
        model.clients.remove(client);
    }
}
