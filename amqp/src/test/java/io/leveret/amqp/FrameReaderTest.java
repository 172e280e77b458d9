package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Frames and content, and the order in which they may come. */
class FrameReaderTest {
    private static final Method PUBLISH = new BasicMethod.Publish("x", "key", false, false);
    private static final String PUBLISHED = Recorder.show(PUBLISH);

    private final FrameReader reader = new FrameReader(4096, 1 << 20);

    private static byte[] bytes(Consumer<ByteBuf> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(out);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static void frame(ByteBuf out, int type, int channel, int... payload) {
        out.writeByte(type).writeShort(channel).writeInt(payload.length);
        for (int octet : payload) {
            out.writeByte(octet);
        }
        out.writeByte(0xce);
    }

    private static void header(ByteBuf out, int channel, int classId, long size) {
        out.writeByte(2).writeShort(channel).writeInt(14);
        out.writeShort(classId).writeShort(0).writeLong(size).writeShort(0).writeByte(0xce);
    }

    private List<String> open(int... channels) {
        return feed(out -> {
            for (int channel : channels) {
                FrameWriter.method(out, channel, new ChannelMethod.Open());
            }
        });
    }

    private List<String> feed(Consumer<ByteBuf> writer) {
        return Recorder.feed(reader, bytes(writer));
    }

    private void expect(String error, Consumer<ByteBuf> writer) {
        assertEquals(List.of("ConnectionError " + error), feed(writer));
    }

    @Test
    void anUnknownFrameTypeIsAFrameErrorThatShowsTheOctets() {
        expect(
                "501 FRAME_ERROR - type 0, all octets = <<\"abc\">>: unknown_frame 0/0",
                out -> frame(out, 0, 1, 'a', 'b', 'c'));
    }

    @Test
    void octetsThatCannotBePrintedAreShownAsNumbersAndLongOnesAreCut() {
        int[] many = new int[100];
        expect(
                "501 FRAME_ERROR - type 7, all octets = <<0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,...>>:"
                        + " unknown_frame 0/0",
                out -> frame(out, 7, 1, many));
    }

    @Test
    void aBadEndOctetIsAFrameError() {
        expect(
                "501 FRAME_ERROR - type 8, all octets = <<>>: {invalid_frame_end_marker,65} 0/0",
                out -> out.writeByte(8).writeShort(0).writeInt(0).writeByte('A'));
    }

    @Test
    void aFrameOverTheLimitIsAFrameErrorBeforeItsPayloadComes() {
        expect(
                "501 FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,5000,4088} 0/0",
                out -> out.writeByte(3).writeShort(1).writeInt(5000));
    }

    @Test
    void aFrameOneByteOverTheLimitIsTooLarge() {
        expect(
                "501 FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4089,4088} 0/0",
                out -> out.writeByte(3).writeShort(1).writeInt(4089));
    }

    @Test
    void aFrameOfMoreThanTwoGigabytesIsAFrameErrorToo() {
        expect(
                "501 FRAME_ERROR - type 1, all octets = <<>>: {frame_too_large,4294967295,4088} 0/0",
                out -> out.writeByte(1).writeShort(1).writeInt(-1));
    }

    @Test
    void aFrameOfExactlyTheLimitPasses() {
        open(1);
        byte[] body = new byte[4088];
        assertEquals(
                List.of("content 1 " + PUBLISHED + " 0000 " + Recorder.hex(body)),
                feed(out -> FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, body, 4096)));
    }

    @Test
    void aBiggerLimitCountsFromTheNextFrameOn() {
        reader.frameMax(8192);
        open(1);
        assertEquals(
                1,
                feed(out -> FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[8184], 8192))
                        .size());
        assertThrows(IllegalArgumentException.class, () -> reader.frameMax(4095));
        assertThrows(IllegalArgumentException.class, () -> reader.frameMax(0));
    }

    @Test
    void aHeaderWithoutItsMethodIsUnexpected() {
        open(1);
        expect(
                "505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0",
                out -> header(out, 1, 60, 5));
    }

    @Test
    void aBodyWithoutItsMethodIsUnexpected() {
        open(1);
        expect(
                "505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0",
                out -> frame(out, 3, 1, 'a'));
    }

    @Test
    void aBodyAfterAnEmptyContentIsUnexpected() {
        open(1);
        assertEquals(
                List.of(
                        "content 1 " + PUBLISHED + " 0000 ",
                        "ConnectionError 505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0"),
                feed(out -> {
                    FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[0], 4096);
                    frame(out, 3, 1, 'a');
                }));
    }

    @Test
    void aMethodWhereAHeaderIsDueIsUnexpected() {
        open(1);
        expect(
                "505 UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead 60/40",
                out -> {
                    FrameWriter.method(out, 1, PUBLISH);
                    FrameWriter.method(out, 1, new BasicMethod.Ack(1, false));
                });
    }

    @Test
    void aBodyWhereAHeaderIsDueIsUnexpected() {
        open(1);
        expect(
                "505 UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead 60/40",
                out -> {
                    FrameWriter.method(out, 1, PUBLISH);
                    frame(out, 3, 1, 'a');
                });
    }

    @Test
    void aMethodOrAHeaderWhereABodyIsDueIsUnexpected() {
        List<Consumer<ByteBuf>> wrong =
                List.of(out -> FrameWriter.method(out, 1, PUBLISH), out -> header(out, 1, 60, 5));
        for (Consumer<ByteBuf> next : wrong) {
            FrameReader fresh = new FrameReader(4096, 1 << 20);
            List<String> events = Recorder.feed(fresh, bytes(out -> {
                FrameWriter.method(out, 1, new ChannelMethod.Open());
                FrameWriter.method(out, 1, PUBLISH);
                header(out, 1, 60, 5);
                next.accept(out);
            }));
            assertEquals(
                    "ConnectionError 505 UNEXPECTED_FRAME - expected content body, got non content body frame instead 60/40",
                    events.get(1));
        }
    }

    @Test
    void aHeaderOfAnotherClassIsUnexpected() {
        open(1);
        expect(
                "505 UNEXPECTED_FRAME - expected content header for class 60, got one for class 10 instead 60/40",
                out -> {
                    FrameWriter.method(out, 1, PUBLISH);
                    header(out, 1, 10, 5);
                });
    }

    @Test
    void aHeartbeatOnAChannelIsUnexpectedAndOneWithAPayloadIsNone() {
        expect(
                "505 UNEXPECTED_FRAME - a heartbeat came on channel 1; heartbeats belong on channel 0 0/0",
                out -> frame(out, 8, 1));
        FrameReader other = new FrameReader(4096, 1 << 20);
        assertEquals(
                List.of("ConnectionError 501 FRAME_ERROR - type 8, all octets = <<\"a\">>: unknown_frame 0/0"),
                Recorder.feed(other, bytes(out -> frame(out, 8, 0, 'a'))));
    }

    @Test
    void truncatedArgumentsAreAFrameErrorOfTheirMethod() {
        expect("501 FRAME_ERROR - cannot decode <<0,0>> 50/10", out -> frame(out, 1, 1, 0, 50, 0, 10, 0, 0));
    }

    @Test
    void aMethodFrameWithoutAWholeIdIsAFrameError() {
        expect("501 FRAME_ERROR - cannot decode <<0,50,0>> 0/0", out -> frame(out, 1, 1, 0, 50, 0));
    }

    @Test
    void anUnknownMethodNamesItself() {
        expect(
                "540 NOT_IMPLEMENTED - class 60 has no method 99 in AMQP 0-9-1, nor in the extensions announced here;"
                        + " check the client's protocol version 60/99",
                out -> frame(out, 1, 1, 0, 60, 0, 99));
    }

    @Test
    void brokenPropertiesAreAnErrorOfTheirMethod() {
        open(1);
        expect("501 FRAME_ERROR - cannot decode <<128,0,5>> 60/40", out -> {
            FrameWriter.method(out, 1, PUBLISH);
            frame(out, 2, 1, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x80, 0, 5);
        });
    }

    @Test
    void aHeaderThatIsTooShortIsAnErrorOfItsMethod() {
        open(1);
        expect("501 FRAME_ERROR - cannot decode <<0,60>> 60/40", out -> {
            FrameWriter.method(out, 1, PUBLISH);
            frame(out, 2, 1, 0, 60);
        });
    }

    @Test
    void aBodyLongerThanAnnouncedIsAFrameError() {
        open(1);
        expect(
                "501 FRAME_ERROR - the header announced a body of 2 bytes, and 3 bytes came when only 2 were missing 60/40",
                out -> {
                    FrameWriter.method(out, 1, PUBLISH);
                    header(out, 1, 60, 2);
                    frame(out, 3, 1, 1, 2, 3);
                });
    }

    @Test
    void contentsOfDifferentChannelsInterleaveAndCountInOrderOfCompletion() {
        open(1, 2);
        assertEquals(
                List.of(
                        "content 2 " + PUBLISHED + " 0000 0304",
                        "heartbeat",
                        "method 3 channel.open 00",
                        "content 1 " + PUBLISHED + " 0000 0102"),
                feed(out -> {
                    FrameWriter.method(out, 1, PUBLISH);
                    FrameWriter.method(out, 2, PUBLISH);
                    header(out, 2, 60, 2);
                    header(out, 1, 60, 2);
                    frame(out, 3, 1, 1);
                    frame(out, 3, 2, 3);
                    frame(out, 3, 2, 4);
                    FrameWriter.heartbeat(out);
                    FrameWriter.method(out, 3, new ChannelMethod.Open());
                    frame(out, 3, 1, 2);
                }));
        assertEquals(0, reader.assembling());
    }

    @Test
    void aBodyFrameMayBeEmpty() {
        open(1);
        assertEquals(List.of("content 1 " + PUBLISHED + " 0000 07"), feed(out -> {
            FrameWriter.method(out, 1, PUBLISH);
            header(out, 1, 60, 1);
            frame(out, 3, 1);
            frame(out, 3, 1, 7);
        }));
    }

    @Test
    void anEmptyBodyHasNoBodyFrame() {
        byte[] sent = bytes(out -> FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[0], 4096));
        byte[] expected = bytes(out -> {
            FrameWriter.method(out, 1, PUBLISH);
            header(out, 1, 60, 0);
        });
        assertArrayEquals(expected, sent);
        open(1);
        assertEquals(List.of("content 1 " + PUBLISHED + " 0000 "), Recorder.feed(reader, sent));
    }

    @Test
    void aContentMethodOnAChannelThatIsNotOpenIsHandedOverAtOnce() {
        assertEquals(List.of("method 1 " + PUBLISHED), feed(out -> FrameWriter.method(out, 1, PUBLISH)));
        assertEquals(List.of("method 0 " + PUBLISHED), feed(out -> FrameWriter.method(out, 0, PUBLISH)));
    }

    @Test
    void channelZeroIsNeverOpenForContent() {
        open(0);
        assertEquals(List.of("method 0 " + PUBLISHED), feed(out -> FrameWriter.method(out, 0, PUBLISH)));
    }

    @Test
    void aClosedChannelIsNotOpenAnyMoreAndMayBeOpenedAgain() {
        List<Method> closes = List.of(new ChannelMethod.Close(200, "bye", 0, 0), new ChannelMethod.CloseOk());
        for (Method close : closes) {
            open(1);
            feed(out -> FrameWriter.method(out, 1, close));
            assertEquals(List.of("method 1 " + PUBLISHED), feed(out -> FrameWriter.method(out, 1, PUBLISH)));
        }
        open(1);
        assertEquals(
                List.of("content 1 " + PUBLISHED + " 0000 "),
                feed(out -> FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[0], 4096)));
    }

    @Test
    void aClientsOpenOkOpensTheWayForDeliveries() {
        Method deliver = new BasicMethod.Deliver("t", 1, false, "", "q");
        assertEquals(
                List.of("method 1 channel.open-ok 00000000", "content 1 " + Recorder.show(deliver) + " 0000 09"),
                feed(out -> {
                    FrameWriter.method(out, 1, new ChannelMethod.OpenOk());
                    FrameWriter.content(out, 1, deliver, Properties.EMPTY, new byte[] {9}, 4096);
                }));
    }

    @Test
    void aPeerMayStopInTheMiddleOfAMessageToConfirmAClose() {
        open(1);
        assertEquals(List.of("method 1 channel.close-ok "), feed(out -> {
            FrameWriter.method(out, 1, PUBLISH);
            header(out, 1, 60, 100);
            frame(out, 3, 1, 1, 2, 3);
            FrameWriter.method(out, 1, new ChannelMethod.CloseOk());
        }));
        assertEquals(0, reader.assembling());
    }

    @Test
    void aNumberThatTheOwnerFreedForgetsWhatWasHalfThere() {
        open(1);
        feed(out -> {
            FrameWriter.method(out, 1, PUBLISH);
            header(out, 1, 60, 100);
            frame(out, 3, 1, 1, 2, 3);
        });
        reader.channelClosed(1);
        reader.channelClosed(1);
        assertEquals(0, reader.assembling());
        open(1);
        assertEquals(
                List.of("content 1 " + PUBLISHED + " 0000 "),
                feed(out -> FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[0], 4096)));
    }

    @Test
    void afterAnErrorOnlyTheFarewellPasses() {
        open(1, 2);
        assertEquals(
                List.of(
                        "ConnectionError 505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0",
                        "method 0 connection.close-ok "),
                feed(out -> {
                    frame(out, 3, 1, 'a');
                    FrameWriter.method(out, 1, PUBLISH);
                    header(out, 1, 10, 100);
                    FrameWriter.heartbeat(out);
                    FrameWriter.method(out, 3, new ChannelMethod.Open());
                    FrameWriter.method(out, 0, new ConnectionMethod.CloseOk());
                }));
        assertEquals(
                List.of("method 0 connection.close 00c80362796500000000"),
                feed(out -> FrameWriter.method(out, 0, new ConnectionMethod.Close(200, "bye", 0, 0))));
    }

    @Test
    void whereItsPlaceIsLostNothingPasses() {
        assertEquals(
                1, feed(out -> out.writeByte(3).writeShort(1).writeInt(5000)).size());
        assertEquals(List.of(), feed(out -> FrameWriter.method(out, 0, new ConnectionMethod.CloseOk())));
    }

    @Test
    void aFarewellThatIsBrokenIsNoSecondError() {
        open(1);
        expect("505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0", out -> {
            frame(out, 3, 1, 'a');
            frame(out, 1, 0, 0, 10, 0, 50, 1);
        });
    }

    @Test
    void losingItsPlaceAfterAnErrorIsNoSecondError() {
        open(1);
        expect("505 UNEXPECTED_FRAME - expected method frame, got non method frame instead 0/0", out -> {
            frame(out, 3, 1, 'a');
            out.writeByte(8).writeShort(0).writeInt(0).writeByte('A');
            FrameWriter.method(out, 0, new ConnectionMethod.CloseOk());
        });
    }

    @Test
    void aSinkThatThrowsLosesOnlyItsOwnFrame() {
        open(1);
        ByteBuf in = Unpooled.wrappedBuffer(bytes(out -> {
            FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[] {1}, 4096);
            FrameWriter.content(out, 1, PUBLISH, Properties.EMPTY, new byte[] {2}, 4096);
        }));
        Recorder second = new Recorder();
        var failing = new FailingSink();
        assertThrows(IllegalStateException.class, () -> reader.read(in, failing));
        reader.read(in, second);
        assertEquals(List.of("content 1 " + PUBLISHED + " 0000 02"), second.events);
        assertEquals(0, reader.assembling());
    }

    private static final class FailingSink implements FrameReader.Sink {
        @Override
        public void method(int channel, Method method) {
            throw new IllegalStateException();
        }

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {
            throw new IllegalStateException();
        }

        @Override
        public void tooLarge(int channel, Method method, long size) {
            throw new IllegalStateException();
        }

        @Override
        public void heartbeat() {
            throw new IllegalStateException();
        }
    }
}
