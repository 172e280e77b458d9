package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Feeds a reader conversations that were damaged at random, in pieces of random size. Whatever comes in, there may be whole frames, or
 * one proper error and nothing behind it; never anything else. Arguments: a seed and how many inputs.
 */
public final class FuzzFrames {
    private static final int CONVERSATIONS = 512;
    private static final int LONGEST = 4096;
    private static final int MAX_MESSAGE = 150;
    private static final long[] BAD_NUMBERS = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE
    };
    private static final Set<ReplyCode> PROPER = EnumSet.of(
            ReplyCode.FRAME_ERROR, ReplyCode.SYNTAX_ERROR, ReplyCode.UNEXPECTED_FRAME, ReplyCode.NOT_IMPLEMENTED);

    private final long seed;
    private final SplittableRandom random;
    private final byte[][] conversations = new byte[CONVERSATIONS][];
    private final byte[] input = new byte[LONGEST];
    private int length;
    // Not tracked: the count of references is looked at after each input, which says more than a detector and costs
    // nothing.
    private final ByteBuf buffer = new UnpooledByteBufAllocator(true, true).directBuffer(LONGEST);
    private final ByteBuf scratch = Unpooled.wrappedBuffer(new byte[LONGEST * 4]);
    private final Map<ReplyCode, Long> errors = new EnumMap<>(ReplyCode.class);
    private final Judge judge = new Judge();
    private long clean;

    FuzzFrames(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        var protocol = new RandomProtocol(new Random(seed));
        for (int i = 0; i < CONVERSATIONS; i++) {
            byte[] whole = protocol.conversation(1 + i % 6);
            conversations[i] = whole.length <= LONGEST / 2 ? whole : Arrays.copyOf(whole, LONGEST / 2);
        }
    }

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: FuzzFrames SEED COUNT");
            System.exit(2);
        }
        long seed = Long.parseLong(args[0]);
        long count = Long.parseLong(args[1]);
        System.out.println("seed " + seed + ", " + count + " inputs");
        long start = System.nanoTime();
        FuzzFrames fuzz = new FuzzFrames(seed);
        fuzz.run(count);
        System.out.printf("%s in %d s%n", fuzz, (System.nanoTime() - start) / 1_000_000_000);
    }

    /** Throws an AssertionError with the input at the first one that was answered wrongly. */
    void run(long count) {
        for (long i = 0; i < count; i++) {
            mutate();
            try {
                one();
            } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
                String hex = HexFormat.of().formatHex(input, 0, length);
                throw new AssertionError("seed " + seed + ", input " + i + ": " + e + "\n" + hex, e);
            }
        }
        check(buffer.release(), "somebody keeps the input");
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + clean + " inputs without an error, " + judge.methods + " methods, "
                + judge.contents + " contents, " + judge.tooLarge + " too large, errors " + errors;
    }

    private void one() {
        FrameReader reader = new FrameReader(4096, MAX_MESSAGE);
        ByteBuf in = buffer.clear();
        judge.failed = false;
        boolean inPieces = random.nextInt(4) != 0;
        for (int at = 0; at < length; ) {
            int piece = inPieces ? Math.min(length - at, 1 + random.nextInt(300)) : length;
            in.writeBytes(input, at, piece);
            at += piece;
            read(reader, in);
            check(reader.assembling() <= 2L * at, "holds " + reader.assembling() + " bytes of " + at);
        }
        if (!judge.failed) {
            clean++;
        }
        check(in.refCnt() == 1, "somebody keeps the input");
    }

    private void read(FrameReader reader, ByteBuf in) {
        int before = -1;
        while (in.readerIndex() != before) {
            before = in.readerIndex();
            try {
                reader.read(in, judge);
            } catch (ConnectionError e) {
                check(!judge.failed, "a second error: " + e);
                check(PROPER.contains(e.code()), "not a code for bad input: " + e);
                check(Utf8.encode(e.text()).length <= 255, "a text of over 255 bytes: " + e);
                judge.failed = true;
                errors.merge(e.code(), 1L, Long::sum);
            }
        }
        check(judge.failed || in.readableBytes() < 4096, "a whole frame was left lying");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private void mutate() {
        take(conversations[random.nextInt(CONVERSATIONS)]);
        for (int n = random.nextInt(5); n >= 0 && length > 0; n--) {
            int at = random.nextInt(length);
            switch (random.nextInt(12)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt();
                case 2 -> number(at);
                case 3 -> remove(at, 1 + random.nextInt(20));
                case 4 -> insert(at, input, random.nextInt(length), 1 + random.nextInt(60));
                case 5 -> length = at;
                case 6 -> insertOther(at);
                case 7, 8, 9, 10 -> insideAFrame();
                default -> repeatFrame();
            }
        }
    }

    private void take(byte[] conversation) {
        length = conversation.length;
        System.arraycopy(conversation, 0, input, 0, length);
    }

    /** Numbers at the edges of their widths, where lengths and types would be. */
    private void number(int at) {
        long number = BAD_NUMBERS[random.nextInt(BAD_NUMBERS.length)];
        int width = Math.min(1 << random.nextInt(4), length - at);
        for (int i = 0; i < width; i++) {
            input[at + i] = (byte) (number >> 8 * (width - 1 - i));
        }
    }

    private void remove(int at, int count) {
        int gone = Math.min(count, length - at);
        System.arraycopy(input, at + gone, input, at, length - at - gone);
        length -= gone;
    }

    private void insertOther(int at) {
        byte[] other = conversations[random.nextInt(CONVERSATIONS)];
        insert(at, other, random.nextInt(other.length), 1 + random.nextInt(200));
    }

    private void insert(int at, byte[] from, int fromAt, int count) {
        int end = from == input ? length : from.length;
        byte[] piece = Arrays.copyOfRange(from, fromAt, Math.min(fromAt + count, end));
        int room = Math.min(piece.length, LONGEST - length);
        System.arraycopy(input, at, input, at + room, length - at);
        System.arraycopy(piece, 0, input, at, room);
        length += room;
    }

    /** Some frame once more, at the end. */
    private void repeatFrame() {
        int at = anyFrame();
        if (at >= 0) {
            insert(length, input, at, frameSize(at));
        }
    }

    /** Damage that leaves the frame whole reaches what is inside of it: arguments, tables, properties. */
    private void insideAFrame() {
        int frame = anyFrame();
        if (frame < 0 || frameSize(frame) == 8) {
            return;
        }
        int size = frameSize(frame) - 8;
        int at = frame + 7 + random.nextInt(size);
        int before = length;
        switch (random.nextInt(4)) {
            case 0 -> input[at] = (byte) "tbBsuIilLfdDSAFTVxq".charAt(random.nextInt(19));
            case 1 -> input[at] = (byte) random.nextInt(20);
            case 2 -> remove(at, Math.min(1 + random.nextInt(8), frame + 7 + size - at));
            default -> insert(at, input, frame + 7 + random.nextInt(size), 1 + random.nextInt(8));
        }
        int newSize = size + length - before;
        for (int i = 0; i < 4; i++) {
            input[frame + 3 + i] = (byte) (newSize >> 24 - 8 * i);
        }
    }

    private int anyFrame() {
        int at = 0;
        for (int skip = random.nextInt(20); skip > 0; skip--) {
            int size = frameSize(at);
            if (size < 0) {
                return -1;
            }
            at += size;
        }
        return frameSize(at) < 0 ? -1 : at;
    }

    private int frameSize(int at) {
        if (at + 8 > length) {
            return -1;
        }
        int size = RawFields.intAt(input, at + 3);
        return size < 0 || size > length - at - 8 ? -1 : size + 8;
    }

    /** Looks at what was handed over: all of it must be readable, and writable again. */
    private final class Judge implements FrameReader.Sink {
        private boolean failed;
        private long methods;
        private long contents;
        private long tooLarge;

        @Override
        public void method(int channel, Method method) {
            methods++;
            boolean farewell = method instanceof ConnectionMethod.Close || method instanceof ConnectionMethod.CloseOk;
            check(!failed || farewell && channel == 0, "after the error came " + method);
            if ((methods & 15) == 0) {
                comesBack(method);
            }
        }

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {
            contents++;
            check(!failed, "after the error came a content");
            check(method.hasContent() && channel != 0, "a content of " + method);
            check(body.length <= MAX_MESSAGE, "a body of " + body.length);
            properties.headers();
            properties.header("none");
            if ((contents & 15) == 0) {
                check(properties.toBuilder().build().equals(properties), "not put together again: " + properties);
                check(!properties.toString().isEmpty(), "nothing to say");
                comesBack(method);
            }
        }

        @Override
        public void tooLarge(int channel, Method method, long size) {
            tooLarge++;
            check(!failed && size > MAX_MESSAGE, "too large: " + size);
        }

        @Override
        public void heartbeat() {
            check(!failed, "after the error came a heartbeat");
        }

        private void comesBack(Method method) {
            method.write(new ArgWriter(scratch.clear()));
            byte[] first = new byte[scratch.readableBytes()];
            scratch.getBytes(0, first);
            Method back = Method.read(method.id(), new ArgReader(scratch));
            check(Arrays.equals(first, RandomProtocol.args(back)), method + " came back as " + back);
        }
    }
}
