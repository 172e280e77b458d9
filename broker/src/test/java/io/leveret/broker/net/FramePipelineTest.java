package io.leveret.broker.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Table;
import io.leveret.broker.security.Authenticator;
import io.leveret.broker.security.Login;
import io.leveret.broker.security.User;
import io.leveret.broker.session.Doorman;
import io.leveret.broker.session.SessionSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a socket keeps of what it has read: the frame that has not come whole, and nothing before it. */
class FramePipelineTest {
    private static final int READ = 4 * 1024;
    private static final int READS = 200;

    @Test
    void keepsNothingOfAStreamThatNeverPausesBetweenTwoFrames() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
        EventLoops loops = new EventLoops(0);
        EmbeddedChannel channel = new EmbeddedChannel();
        try {
            channel.config().setAllocator(allocator);
            channel.pipeline().addLast(new FramePipeline(new Nobody(), loops, new ArrivingBytes(Long.MAX_VALUE)));
            channel.writeInbound(Unpooled.wrappedBuffer(FrameWriter.PROTOCOL_HEADER));
            ByteBuf frames = Unpooled.buffer();
            while (frames.readableBytes() < READ) FrameWriter.heartbeat(frames);
            // Every read ends within a frame, three bytes before its end.
            channel.writeInbound(read(allocator, frames, 0, READ - 3));
            for (int i = 0; i < READS; i++) channel.writeInbound(read(allocator, frames, READ - 3, READ));
            long kept = allocator.metric().usedDirectMemory();
            assertTrue(kept <= 4 * READ, kept + " bytes for a frame of eight");
        } finally {
            channel.finishAndReleaseAll();
            loops.close();
        }
    }

    /** As a socket is read: the bytes from there on, round and round. */
    private static ByteBuf read(UnpooledByteBufAllocator allocator, ByteBuf frames, int from, int bytes) {
        ByteBuf in = allocator.directBuffer(READ);
        for (int at = from; in.readableBytes() < bytes; at = 0) {
            in.writeBytes(frames, at, Math.min(frames.writerIndex() - at, bytes - in.readableBytes()));
        }
        return in;
    }

    private static final class Nobody implements Doorman {
        @Override
        public SessionSettings settings() {
            return new SessionSettings(131_072, 2_047, 60, 1 << 20, 0, -1, true);
        }

        @Override
        public Table serverProperties() {
            return Table.EMPTY;
        }

        @Override
        public void authenticate(Authenticator.Attempt attempt, Consumer<Login> answer) {
            throw new AssertionError("nobody logs in");
        }

        @Override
        public Admission admit(String virtualHost, User user) {
            throw new AssertionError("nobody enters");
        }
    }
}
