package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;

class CapabilityTest extends ExtensionTest {

    @Protocol("A1")
    void theBrokerAnnouncesIt() {
        var start = connected().bytes(FrameWriter.PROTOCOL_HEADER).expect(ConnectionMethod.Start.class);
        var capabilities = (Table) start.serverProperties().get("capabilities");
        assertEquals(true, capabilities.get("leveret.jms"));
    }

    @Protocol("A2")
    void whoHasNotAnnouncedItCannotUseIt() {
        String why = " from a client that has not announced the capability leveret.jms";
        peer().send(new LeveretMethod.Credit("c", 1, false))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.credit" + why, 200, 10);
        peer().send(new LeveretMethod.GiveBack(1, false, 0, Table.EMPTY))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.give-back" + why, 200, 20);
        peer().send(new LeveretMethod.Identify("id"))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.identify" + why, 200, 30);
        peer().send(new LeveretMethod.Commit("id"))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.commit" + why, 200, 40);
        peer().send(new LeveretMethod.Outcome("id"))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.outcome" + why, 200, 42);
    }

    @Protocol("A3")
    void whatOnlyABrokerSendsIs503() {
        String why = " is for a broker to send, not for a client";
        speaker()
                .send(new LeveretMethod.Drained("c", 1))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.drained" + why, 200, 11);
        speaker()
                .send(new LeveretMethod.CommitOk(0, ""))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.commit-ok" + why, 200, 41);
        speaker()
                .send(new LeveretMethod.OutcomeOk(0))
                .expectConnectionClose(503, "COMMAND_INVALID - leveret.outcome-ok" + why, 200, 43);
    }
}
