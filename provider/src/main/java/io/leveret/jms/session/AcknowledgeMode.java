package io.leveret.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.Session;

/** A session's mode, by the number that applications use. */
enum AcknowledgeMode {
    TRANSACTED(Session.SESSION_TRANSACTED),
    AUTO(Session.AUTO_ACKNOWLEDGE),
    CLIENT(Session.CLIENT_ACKNOWLEDGE),
    DUPS_OK(Session.DUPS_OK_ACKNOWLEDGE),
    INDIVIDUAL(JmsSession.INDIVIDUAL_ACKNOWLEDGE);

    private final int number;

    AcknowledgeMode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static AcknowledgeMode of(int number) throws JMSException {
        for (AcknowledgeMode mode : values()) {
            if (mode.number == number) return mode;
        }
        throw new JMSException("there is no session mode " + number + "; the modes are 0 (SESSION_TRANSACTED), 1"
                + " (AUTO_ACKNOWLEDGE), 2 (CLIENT_ACKNOWLEDGE), 3 (DUPS_OK_ACKNOWLEDGE) and "
                + INDIVIDUAL.number + " (INDIVIDUAL_ACKNOWLEDGE)");
    }

    static AcknowledgeMode of(boolean transacted, int number) throws JMSException {
        if (transacted) return TRANSACTED;
        AcknowledgeMode mode = of(number);
        if (mode != TRANSACTED) return mode;
        throw new JMSException(
                "SESSION_TRANSACTED (0) is no way to acknowledge; pass true to create a transacted session");
    }

    Settlement settlement() {
        return switch (this) {
            case TRANSACTED -> new Settlement.Transacted();
            case AUTO -> new Settlement.Auto();
            case CLIENT -> new Settlement.Client();
            case DUPS_OK -> new Settlement.DupsOk();
            case INDIVIDUAL -> new Settlement.Individual();
        };
    }
}
