package io.leveret.broker.core;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clients that know Leveret's additions browse. */
final class BrowsingSteps {
    private final Random random;
    private final Model model;
    private int tags;

    BrowsingSteps(Random random, Model model) {
        this.random = random;
        this.model = model;
    }

    void step(ModelChannel channel) {
        if (channel.browsers.isEmpty()) browse(channel);
        else goOn(channel.browsers.values().iterator().next());
    }

    private void send(ModelChannel channel, io.leveret.amqp.Method method) {
        model.tell(channel, "says", method);
        model.core.receive(channel.client.connection, channel.number, method);
    }

    private void browse(ModelChannel channel) {
        List<ModelQueue> all = new ArrayList<>(model.queues.values());
        ModelQueue queue = all.get(random.nextInt(all.size()));
        if (queue.owner != null && queue.owner != channel.client) return;
        int wanted = random.nextBoolean() ? ModelConsumer.ANY : random.nextInt(ModelConsumer.NUMBERS);
        ModelBrowser browser = new ModelBrowser(channel, "b" + ++tags, queue, wanted);
        Table arguments = Table.of("x-credit", true, "x-browse", true);
        if (wanted != ModelConsumer.ANY) arguments = arguments.with("x-selector", "n = " + wanted);
        channel.browsers.put(browser.tag, browser);
        queue.renewLease();
        channel.expect(BasicMethod.ConsumeOk.class, 0, ok -> {});
        send(channel, new BasicMethod.Consume(queue.name, browser.tag, false, false, false, false, arguments));
    }

    private void goOn(ModelBrowser browser) {
        ModelChannel channel = browser.channel;
        if (random.nextInt(4) == 0) {
            channel.browsers.remove(browser.tag);
            channel.expect(BasicMethod.CancelOk.class, 0, ok -> {});
            send(channel, new BasicMethod.Cancel(browser.tag, false));
        } else if (!browser.draining) {
            int more = random.nextInt(20);
            browser.credit += more;
            browser.draining = true;
            send(channel, new LeveretMethod.Credit(browser.tag, more, true));
        }
    }
}
