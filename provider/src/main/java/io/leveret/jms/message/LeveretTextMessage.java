package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A text, null being one. A received text is decoded once, when it is asked for. */
public final class LeveretTextMessage extends AbstractMessage implements TextMessage {
    private static final byte[] NOTHING = new byte[0];

    private String text;
    private byte[] undecoded;
    private Charset charset = StandardCharsets.UTF_8;

    public LeveretTextMessage() {}

    public LeveretTextMessage(String text) {
        this.text = text;
    }

    /** As it was received; the array is the message's from now on. */
    public LeveretTextMessage(byte[] encoded, Charset charset) {
        undecoded = encoded;
        this.charset = charset;
    }

    @Override
    public void setText(String text) throws JMSException {
        requireWritableBody();
        this.text = text;
        undecoded = null;
    }

    @Override
    public String getText() {
        byte[] bytes = undecoded;
        if (bytes != null) {
            text = new String(bytes, charset);
            undecoded = null;
        }
        return text;
    }

    /** Null and empty text travel as no bytes; who sends tells them apart by {@link #isNull}. */
    @Override
    public byte[] encodeBody() {
        if (undecoded != null && charset.equals(StandardCharsets.UTF_8)) {
            return undecoded;
        }
        String now = getText();
        return now == null ? NOTHING : now.getBytes(StandardCharsets.UTF_8);
    }

    public boolean isNull() {
        return text == null && undecoded == null;
    }

    @Override
    void dropBody() {
        text = null;
        undecoded = null;
    }

    @Override
    boolean hasBody() {
        return !isNull();
    }

    @Override
    Class<?> bodyType() {
        return String.class;
    }

    @Override
    Object body() {
        return getText();
    }
}
