package io.leveret.jms.mapping;

import io.leveret.amqp.Properties;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.LeveretBytesMessage;
import io.leveret.jms.message.LeveretMapMessage;
import io.leveret.jms.message.LeveretMessage;
import io.leveret.jms.message.LeveretObjectMessage;
import io.leveret.jms.message.LeveretStreamMessage;
import io.leveret.jms.message.LeveretTextMessage;
import io.leveret.jms.message.ObjectFilter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Which kind of message a content type stands for. */
final class ContentType {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String NULL_TEXT = "application/x-jms-text-null";
    static final String BYTES = "application/octet-stream";
    static final String MAP = "application/x-jms-map";
    static final String STREAM = "application/x-jms-stream";
    static final String OBJECT = "application/x-java-serialized-object";
    static final String PLAIN = "application/x-jms-message";

    private ContentType() {}

    static String of(AbstractMessage message) {
        if (message instanceof LeveretTextMessage text) {
            return text.isNull() ? NULL_TEXT : TEXT;
        }
        if (message instanceof LeveretBytesMessage) {
            return BYTES;
        }
        if (message instanceof LeveretMapMessage) {
            return MAP;
        }
        if (message instanceof LeveretStreamMessage) {
            return STREAM;
        }
        return message instanceof LeveretObjectMessage ? OBJECT : PLAIN;
    }

    /** A message of this provider's by its mark; an unknown type is some later version's, and bytes to this one. */
    static AbstractMessage ours(String contentType, byte[] body, ObjectFilter filter) {
        return switch (contentType) {
            case TEXT -> new LeveretTextMessage(body, StandardCharsets.UTF_8);
            case NULL_TEXT -> new LeveretTextMessage();
            case MAP -> new LeveretMapMessage(body);
            case STREAM -> new LeveretStreamMessage(body);
            case OBJECT -> new LeveretObjectMessage(body, filter);
            case PLAIN -> new LeveretMessage();
            default -> new LeveretBytesMessage(body);
        };
    }

    /** Any other client's message: text where its type says so and its characters can be read, else bytes. */
    static AbstractMessage foreign(Properties properties, byte[] body) {
        if (properties.has(Properties.Field.CONTENT_TYPE)) {
            String full = properties.contentType().toLowerCase(Locale.ROOT);
            int semicolon = full.indexOf(';');
            String type = (semicolon < 0 ? full : full.substring(0, semicolon)).strip();
            if (isText(type)) {
                Charset charset = charset(semicolon < 0 ? "" : full.substring(semicolon), properties.contentEncoding());
                if (charset != null) {
                    return new LeveretTextMessage(body, charset);
                }
            }
        }
        return new LeveretBytesMessage(body);
    }

    private static boolean isText(String type) {
        return type.startsWith("text/") || type.equals("application/json") || type.endsWith("+json");
    }

    /**
     * Null when the body is no text as it stands: compressed, or in a charset that this JVM does not know. A content encoding that
     * names a charset is what several AMQP libraries send.
     */
    private static Charset charset(String parameters, String encoding) {
        int at = parameters.indexOf("charset=");
        boolean named = at >= 0;
        if (!named && (encoding.isEmpty() || encoding.equalsIgnoreCase("identity"))) {
            return StandardCharsets.UTF_8;
        }
        String name =
                named ? parameters.substring(at + 8).split(";", 2)[0].strip().replace("\"", "") : encoding;
        try {
            boolean plain = !named
                    || encoding.isEmpty()
                    || encoding.equalsIgnoreCase("identity")
                    || Charset.isSupported(encoding);
            return plain && Charset.isSupported(name) ? Charset.forName(name) : null;
        } catch (IllegalCharsetNameException e) {
            return null;
        }
    }
}
