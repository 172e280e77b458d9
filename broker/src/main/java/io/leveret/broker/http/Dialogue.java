package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: a request's head is judged before its body is read, a body is read no further than allowed, and the next request is
 * read when this one is answered. Everything here runs on the connection's loop.
 */
final class Dialogue extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Dialogue.class);

    private static final long FIRST_HEAD_SECONDS = 10;
    private static final long HEAD_SECONDS = 60;
    private static final long BODY_SECONDS = 60;
    /** Answering may take as long as it takes; but who does not take the answer is left. */
    private static final long WRITING_SECONDS = 120;

    /** So much of a body that nobody wants is read before the connection is closed: the client sees the answer then. */
    private static final int DISCARDED = 1 << 20;

    private enum State {
        HEAD,
        JUDGED,
        BODY,
        ANSWERED,
        DISCARDING
    }

    private final Site site;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    /** What the decoder made of one read of the socket and nobody has taken yet: several requests, if a client likes. */
    private final ArrayDeque<Object> come = new ArrayDeque<>();

    private State state = State.HEAD;
    private boolean wants;
    private boolean reading;
    private boolean pumping;
    private HttpRequest head;
    private Site.Admitted admitted;
    private Future<?> deadline;
    private int discarded;

    Dialogue(Site site) {
        this.site = site;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        within(context, FIRST_HEAD_SECONDS);
        want(context);
    }

    private void within(ChannelHandlerContext context, long seconds) {
        if (deadline != null) deadline.cancel(false);
        deadline = context.executor().schedule(() -> context.close(), seconds, TimeUnit.SECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (deadline != null) deadline.cancel(false);
        for (Object unread; (unread = come.poll()) != null; ) ReferenceCountUtil.release(unread);
    }

    // ---- one thing at a time

    /** Goes on with what has come already, else reads from the socket: but not while that is just being read. */
    private void want(ChannelHandlerContext context) {
        wants = true;
        pump(context);
        if (wants && !reading) context.read();
    }

    private void pump(ChannelHandlerContext context) {
        if (pumping) return;
        pumping = true;
        try {
            while (wants && !come.isEmpty()) {
                wants = false;
                take(context, come.poll());
            }
        } finally {
            pumping = false;
        }
    }

    private void take(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request) onHead(context, request);
            // Where decoding failed, a content may be part of the head, which is answered already.
            if (message instanceof HttpContent content && !(message instanceof HttpRequest)) onBody(context, content);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        come.add(message);
        pump(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        if (wants) context.read();
    }

    // ---- the head

    private void onHead(ChannelHandlerContext context, HttpRequest request) {
        head = request;
        admitted = null;
        body.reset();
        if (request.decoderResult().isFailure()) {
            refuse(context, broken(request.decoderResult().cause()));
            return;
        }
        if (site.open(request).isPresent()) {
            answer(context, site.open(request).get());
            return;
        }
        state = State.JUDGED;
        deadline.cancel(false);
        InetAddress from = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
        site.admit(
                request,
                from,
                found -> context.executor().execute(() -> admit(context, found)),
                problem -> context.executor().execute(() -> refuse(context, problem)));
    }

    private static Problem broken(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(414, "uri_too_long", "the address of the request is too long: 8 KiB are allowed");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(431, "headers_too_large", "the headers of the request are too long: 16 KiB are allowed");
        }
        return Problem.badRequest("this is not HTTP/1.1 as it should be: %s", String.valueOf(cause.getMessage()));
    }

    private void admit(ChannelHandlerContext context, Site.Admitted found) {
        if (!context.channel().isActive()) return;
        admitted = found;
        if (HttpUtil.getContentLength(head, 0L) > found.route().mostBytes()) {
            refuse(context, tooLarge());
            return;
        }
        state = State.BODY;
        within(context, BODY_SECONDS);
        if (HttpUtil.is100ContinueExpected(head)) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        want(context);
    }

    private Problem tooLarge() {
        return new Problem(
                413,
                "body_too_large",
                "the body is too large: %d bytes are allowed here"
                        .formatted(admitted.route().mostBytes()));
    }

    // ---- the body

    private void onBody(ChannelHandlerContext context, HttpContent content) {
        ByteBuf bytes = content.content();
        boolean last = content instanceof LastHttpContent;
        if (state == State.DISCARDING || state == State.ANSWERED) {
            discarded += bytes.readableBytes();
            if (last && state == State.DISCARDING) context.close();
            else if (last) next(context);
            else if (discarded > DISCARDED) context.close();
            else want(context);
            return;
        }
        if (content.decoderResult().isFailure()) {
            refuse(context, broken(content.decoderResult().cause()));
            return;
        }
        if (body.size() + bytes.readableBytes() > admitted.route().mostBytes()) {
            refuse(context, tooLarge());
            return;
        }
        byte[] read = new byte[bytes.readableBytes()];
        bytes.readBytes(read);
        body.writeBytes(read);
        if (!last) {
            want(context);
            return;
        }
        deadline.cancel(false);
        perform(context);
    }

    private void perform(ChannelHandlerContext context) {
        try {
            admitted.answer(body.toByteArray())
                    .whenComplete((answer, failure) -> context.executor().execute(() -> {
                        if (failure == null) complete(context, answer);
                        else complete(context, Answer.of(Problem.of(failure)));
                    }));
        } catch (RuntimeException failure) {
            complete(context, Answer.of(Problem.of(failure)));
        }
    }

    // ---- the answer

    /** All of the request was read. */
    private void complete(ChannelHandlerContext context, Answer answer) {
        write(context, answer, HttpUtil.isKeepAlive(head)).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess() || !HttpUtil.isKeepAlive(head)) context.close();
            else next(context);
        });
    }

    /** What is still to come of the request is an empty body, as a rule: it is read and forgotten. */
    private void answer(ChannelHandlerContext context, Answer answer) {
        boolean keep = HttpUtil.isKeepAlive(head);
        state = keep ? State.ANSWERED : State.DISCARDING;
        discarded = 0;
        write(context, answer, keep).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) context.close();
            else want(context);
        });
    }

    /** The rest of the request is not wanted, and after it the connection is closed. */
    private void refuse(ChannelHandlerContext context, Problem problem) {
        if (!context.channel().isActive()) return;
        state = State.DISCARDING;
        discarded = 0;
        boolean complete = head.decoderResult().isFailure();
        write(context, Answer.of(problem), false).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess() || complete) context.close();
            else want(context);
        });
    }

    private void next(ChannelHandlerContext context) {
        state = State.HEAD;
        within(context, HEAD_SECONDS);
        want(context);
    }

    private ChannelFuture write(ChannelHandlerContext context, Answer answer, boolean keep) {
        within(context, WRITING_SECONDS);
        try {
            if (answer instanceof Answer.Listing<?> listing) return list(context, listing, keep);
            return context.writeAndFlush(whole(answer, keep));
        } catch (IOException | RuntimeException failure) {
            log.error("an answer could not be written", failure);
            context.close();
            return context.newFailedFuture(failure);
        }
    }

    private HttpResponse whole(Answer answer, boolean keep) throws IOException {
        if (answer instanceof Answer.Empty empty) {
            return response(empty.status(), "", new byte[0], Map.of(), keep);
        }
        if (answer instanceof Answer.Document document) {
            var bytes = new ByteArrayOutputStream();
            try (JsonGenerator out = JsonPieces.JSON.createGenerator(bytes)) {
                document.json().write(out);
            }
            return response(document.status(), "application/json", bytes.toByteArray(), Map.of(), keep);
        }
        var content = (Answer.Content) answer;
        return response(content.status(), content.type(), content.bytes(), content.headers(), keep);
    }

    private HttpResponse response(int status, String type, byte[] bytes, Map<String, String> more, boolean keep) {
        boolean headOnly = HttpMethod.HEAD.equals(head.method());
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes));
        HttpHeaders headers = response.headers();
        if (!type.isEmpty()) headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        if (status != 204 && status != 304) headers.set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        if (status == 401) headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"Leveret\", charset=\"UTF-8\"");
        more.forEach(headers::set);
        Safety.add(headers);
        HttpUtil.setKeepAlive(response, keep);
        return response;
    }

    private ChannelFuture list(ChannelHandlerContext context, Answer.Listing<?> listing, boolean keep)
            throws IOException {
        boolean chunked = head.protocolVersion().isKeepAliveDefault();
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        if (chunked) response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        Safety.add(response.headers());
        HttpUtil.setKeepAlive(response, keep && chunked);
        context.write(response);
        if (HttpMethod.HEAD.equals(head.method())) return context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        ChannelFuture written = context.writeAndFlush(new HttpChunkedInput(new JsonPieces<>(listing)));
        if (!chunked) written.addListener(ChannelFutureListener.CLOSE);
        return written;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) log.debug("{}: {}", context.channel().remoteAddress(), cause.getMessage());
        else
            log.error(
                    "{}: a fault closes this management connection",
                    context.channel().remoteAddress(),
                    cause);
        context.close();
    }
}
