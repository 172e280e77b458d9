package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.tck.Server;
import java.util.Map;

class IfAbsentTest extends ExtensionTest {

    private static QueueMethod.Declare ifAbsent(String queue) {
        return new QueueMethod.Declare(queue, false, true, false, false, false, Table.of("x-if-absent", true));
    }

    @Protocol("D1")
    void whatExistsIsAnsweredWhateverItWasDeclaredWith() {
        var peer = speaker();
        String queue = queue(peer, "x-max-priority", 5, "x-max-length", 10);
        fill(peer, queue, "m");
        peer.send(ifAbsent(queue)).expect(QueueMethod.DeclareOk.class, ok -> {
            assertEquals(queue, ok.queue());
            assertEquals(1, ok.messageCount());
        });
    }

    @Protocol("D1")
    void whatDoesNotExistIsMadeAndTheArgumentIsNotKept() {
        var peer = peer();
        String queue = fresh("q");
        peer.send(ifAbsent(queue)).expect(QueueMethod.DeclareOk.class);
        peer.send(new QueueMethod.Declare(queue, false, true, false, false, false, Table.EMPTY))
                .expect(QueueMethod.DeclareOk.class);
        delete(peer, queue);
    }

    @Protocol("D2")
    void anotherConnectionsExclusiveQueueIs405() {
        var owner = speaker();
        String queue = fresh("q");
        owner.send(exclusively(queue)).expect(QueueMethod.DeclareOk.class);
        owner.send(ifAbsent(queue)).expect(QueueMethod.DeclareOk.class);
        speaker()
                .send(ifAbsent(queue))
                .expectChannelClose(405, "RESOURCE_LOCKED - cannot obtain exclusive access", 50, 10);
    }

    @Protocol("D2")
    void whoMayDoNothingWithItIsRefused() {
        var owner = peer();
        String queue = queue(owner);
        String user = "limited";
        server.operator().permissions(user, "^mine", "^mine", "^mine");
        peer(Login.as(user))
                .send(ifAbsent(queue))
                .expectChannelClose(
                        403,
                        "ACCESS_REFUSED - access to queue '" + queue + "' in vhost '/' refused for user '",
                        50,
                        10);
        server.operator().permissions(user, "^mine", "^amq\\.default$", "^mine");
        peer(Login.as(user)).send(ifAbsent(queue)).expect(QueueMethod.DeclareOk.class);
        peer(Login.as(user))
                .send(ifAbsent(fresh("q")))
                .expectChannelClose(403, "ACCESS_REFUSED - access to queue", 50, 10);
    }

    @Protocol("D2")
    void anArgumentThatIsNoBooleanIs406() {
        peer().send(declaring("q", "x-if-absent", "yes"))
                .expectChannelClose(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-if-absent' for queue 'q' in vhost '/': \"expected bool, got",
                        50,
                        10);
    }

    @Protocol("D3")
    void whereQueuesAreNotMadeByUsingThemItIs404() {
        try (Server strict = Server.start(Map.of("jms-create-queues", "no"));
                var peer =
                        RawPeer.login(strict, Login.guest().speakingLeveret()).channel(1)) {
            declare(peer, "there");
            peer.send(ifAbsent("there")).expect(QueueMethod.DeclareOk.class);
            peer.send(ifAbsent("absent"))
                    .expectChannelClose(
                            404,
                            "NOT_FOUND - no queue 'absent' in vhost '/', and none is made by using it: declare it first, or"
                                    + " set jms-create-queues",
                            50,
                            10);
        }
    }
}
