package io.leveret.jms.message;

/** A message without a body. */
public final class LeveretMessage extends AbstractMessage {
    private static final byte[] NOTHING = new byte[0];

    @Override
    public byte[] encodeBody() {
        return NOTHING;
    }

    @Override
    void dropBody() {}

    @Override
    boolean hasBody() {
        return false;
    }

    @Override
    Class<?> bodyType() {
        return Void.class;
    }

    @Override
    Object body() {
        return null;
    }
}
