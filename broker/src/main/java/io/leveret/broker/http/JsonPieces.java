package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;

/** A long list as JSON, made piece by piece as the socket takes it: a list of any length costs one piece of memory. */
final class JsonPieces<T> implements ChunkedInput<ByteBuf> {
    static final JsonFactory JSON = new JsonFactory();

    private static final int PIECE = 32 << 10;

    private final Iterator<T> items;
    private final Answer.Item<T> item;
    private final JsonGenerator generator;
    private ByteBuf piece;
    private long written;
    private boolean ended;

    JsonPieces(Answer.Listing<T> listing) throws IOException {
        items = listing.items().iterator();
        item = listing.item();
        generator = JSON.createGenerator(new OutputStream() {
            @Override
            public void write(int b) {
                piece.writeByte(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                piece.writeBytes(bytes, from, length);
            }
        });
        generator.writeStartArray();
    }

    @Override
    public ByteBuf readChunk(ByteBufAllocator allocator) throws IOException {
        if (ended) return null;
        piece = allocator.buffer(PIECE + 4096);
        try {
            while (items.hasNext() && piece.readableBytes() < PIECE) {
                item.write(generator, items.next());
            }
            if (!items.hasNext()) {
                generator.writeEndArray();
                ended = true;
            }
            generator.flush();
        } catch (IOException | RuntimeException failure) {
            piece.release();
            throw failure;
        }
        written += piece.readableBytes();
        return piece;
    }

    @Override
    @Deprecated
    public ByteBuf readChunk(ChannelHandlerContext context) throws IOException {
        return readChunk(context.alloc());
    }

    @Override
    public boolean isEndOfInput() {
        return ended;
    }

    @Override
    public void close() {
        ended = true;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return written;
    }
}
