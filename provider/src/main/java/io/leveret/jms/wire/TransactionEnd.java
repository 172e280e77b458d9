package io.leveret.jms.wire;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.TxMethod;

/** Commit or rollback: what was acknowledged since the last one counts from the answer on, or is out again. */
final class TransactionEnd extends Call {

    private TransactionEnd(ChannelCore channel, Method request, Class<? extends Method> answer) {
        super(channel, request, answer);
    }

    static TransactionEnd commit(ChannelCore channel, String id) {
        return channel.jms()
                ? new TransactionEnd(channel, new LeveretMethod.Commit(id), LeveretMethod.CommitOk.class)
                : new TransactionEnd(channel, new TxMethod.Commit(), TxMethod.CommitOk.class);
    }

    static TransactionEnd rollback(ChannelCore channel) {
        return new TransactionEnd(channel, new TxMethod.Rollback(), TxMethod.RollbackOk.class);
    }

    @Override
    void asked() {
        channel.settlements().ending();
    }

    @Override
    void answered(Method method) {
        if (method instanceof TxMethod.RollbackOk) {
            channel.settlements().rolledBack(channel.connection().outgoing());
            asker.tell(method);
        } else if (method instanceof LeveretMethod.CommitOk ok && ok.status() != LeveretMethod.COMMITTED) {
            channel.settlements().rolledBack(channel.connection().outgoing());
            asker.fail(new WireException.RolledBack(ok.text(), null));
        } else {
            channel.settlements().committed();
            asker.tell(method);
        }
    }
}
