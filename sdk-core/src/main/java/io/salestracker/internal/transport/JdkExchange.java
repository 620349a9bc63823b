package io.salestracker.internal.transport;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request and its response, in the form that the JDK's client calls. It serves GET too: the client asks
 * for the body's length each time just before it writes a request. That shows when sending begins, and a second time is
 * refused there. (The client repeats a GET if a connection ends without a response, and with {@code
 * jdk.httpclient.enableAllMethodRetry} also a POST.)
 *
 * <p>The client puts a connection back into its pool as soon as a response is complete, before it says so. A connection
 * that must not be used again is therefore closed with the last byte of the response, by cancelling it. The last byte
 * of a chunked body is not known, so such a body is cancelled with its first piece, which mostly is the whole. Where
 * the body matters it is read to its end, and the connection kept.
 */
final class JdkExchange implements BodyPublisher, BodyHandler<Void>, BodySubscriber<Void> {
    private static final int NOT_MODIFIED = 304;

    private final byte[] body;
    private final int bound;
    private final boolean readsBody;
    private final long bodyNanos;
    private final CompletableFuture<Void> read = new CompletableFuture<>();

    // Guarded by this.
    private @Nullable CompletableFuture<?> call;
    private boolean ended;
    private int endStatus;
    private @Nullable Throwable failure;
    private boolean sent;
    // Nanoseconds of System.nanoTime, as is headAt.
    private long sentAt;
    private boolean givenUp;
    private int status;
    private @Nullable HttpHeaders headers;
    private long headAt;
    private Flow.@Nullable Subscription subscription;
    private byte[] bytes = new byte[0];
    private int count;
    private boolean bodyCut = true;

    JdkExchange(Request request, int bound) {
        byte[] content = request.body();
        this.body = content == null ? new byte[0] : content;
        this.bound = bound;
        this.readsBody = request.readsBody();
        this.bodyNanos = TransportSupport.bodyNanos(request);
    }

    /** Sets the call; cancels it at once if it was given up already. */
    void belongsTo(CompletableFuture<HttpResponse<Void>> call) {
        boolean late;
        synchronized (this) {
            this.call = call;
            late = givenUp;
        }
        var unused = call.whenComplete(this::end);
        if (late) {
            call.cancel(true);
        }
    }

    private synchronized void end(@Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        this.ended = true;
        this.endStatus = response == null ? 0 : response.statusCode();
        this.failure =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        notifyAll();
    }

    /**
     * Waits until the call has ended, or until the time for connecting, the call or the body is up.
     *
     * @return true if the call has ended
     */
    synchronized boolean await(long connectNanos, long callNanos) throws InterruptedException {
        long start = System.nanoTime();
        while (!ended) {
            long now = System.nanoTime();
            long left = callNanos - (now - start);
            if (headers != null && TransportSupport.isFinal(status)) {
                left = Math.min(left, bodyNanos - (now - headAt));
            } else if (!sent) {
                left = Math.min(left, connectNanos - (now - start));
            }
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Cancels the call unless it has ended, so that nothing more is sent; true if sending may have begun. */
    boolean giveUp() {
        CompletableFuture<?> toEnd;
        boolean begun;
        synchronized (this) {
            givenUp = true;
            begun = sent;
            toEnd = call;
        }
        if (toEnd != null) {
            toEnd.cancel(true);
        }
        return begun;
    }

    /** The call's failure, or null. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Tells whether a proxy refused the tunnel for lack of credentials. Then there is a status, but nothing was sent.
     */
    synchronized boolean isTunnelRefused() {
        return !sent && endStatus == ProxyRefusal.WANTS_CREDENTIALS;
    }

    /** The response with the part of the body that was read; null if its headers are not complete. */
    synchronized @Nullable Response response() {
        if (headers == null || !TransportSupport.isFinal(status)) {
            return null;
        }
        return Response.of(status, headers.map(), count == bytes.length ? bytes : Arrays.copyOf(bytes, count), bodyCut)
                .answeredAfter(Duration.ofNanos(Math.max(0, headAt - sentAt)));
    }

    @Override
    public synchronized long contentLength() {
        if (sent || givenUp) {
            throw new IllegalStateException("a request is sent once");
        }
        sent = true;
        sentAt = System.nanoTime();
        return body.length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        BodyPublishers.ofByteArray(body).subscribe(new Sending(subscriber));
    }

    private synchronized void isSent() {
        sentAt = System.nanoTime();
    }

    /** Passes the request's body on to the client, and notes when all of it is taken. */
    private final class Sending implements Flow.Subscriber<ByteBuffer> {
        private final Flow.Subscriber<? super ByteBuffer> client;

        Sending(Flow.Subscriber<? super ByteBuffer> client) {
            this.client = client;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            client.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer item) {
            client.onNext(item);
        }

        @Override
        public void onError(Throwable e) {
            client.onError(e);
        }

        @Override
        public void onComplete() {
            isSent();
            client.onComplete();
        }
    }

    @Override
    public synchronized BodySubscriber<Void> apply(ResponseInfo info) {
        status = info.statusCode();
        headers = info.headers();
        headAt = System.nanoTime();
        notifyAll();
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return read;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        boolean empty;
        synchronized (this) {
            this.subscription = subscription;
            empty = status == NOT_MODIFIED || contentLengthIs(0);
        }
        if (empty && !TransportSupport.keepsConnection(status)) {
            onComplete();
            subscription.cancel();
        } else {
            subscription.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        if (take(items)) {
            cancel();
            read.complete(null);
        }
    }

    /** Adds bytes up to the bound; true if the rest is not wanted, or cannot be read without keeping the connection. */
    private synchronized boolean take(List<ByteBuffer> items) {
        for (ByteBuffer item : items) {
            int length = Math.min(item.remaining(), bound - count);
            if (bytes.length - count < length) {
                bytes = Arrays.copyOf(bytes, Math.min(bound, Math.max(count + length, 2 * count)));
            }
            item.get(bytes, count, length);
            count += length;
        }
        boolean whole = contentLengthIs(count);
        if (TransportSupport.keepsConnection(status)) {
            // After a body exactly as long as the bound the connection stays usable.
            return count >= bound && !whole;
        }
        if (whole) {
            bodyCut = false;
        }
        return whole || count >= bound || (isChunked() && !readsBody);
    }

    private boolean contentLengthIs(int length) {
        return headers != null
                && headers.firstValue("Content-Length").orElse("").equals(String.valueOf(length));
    }

    private boolean isChunked() {
        return headers != null && headers.firstValue("Transfer-Encoding").isPresent();
    }

    private void cancel() {
        Flow.Subscription toEnd;
        synchronized (this) {
            toEnd = subscription;
        }
        if (toEnd != null) {
            toEnd.cancel();
        }
    }

    @Override
    public void onError(Throwable e) {
        read.complete(null);
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            bodyCut = false;
        }
        read.complete(null);
    }
}
