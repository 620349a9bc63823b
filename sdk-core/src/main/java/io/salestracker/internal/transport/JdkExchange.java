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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request's body and its response, as the JDK's client asks for the one and tells of the other. Also for GET, which
 * has no body: the client asks for the length of a body each time just before it writes a request, which makes known
 * when sending begins and is the place to keep it from a second time. (The client repeats a GET if a connection ends
 * without a response; with {@code jdk.httpclient.enableAllMethodRetry} also a POST.)
 *
 * <p>The client puts a connection back into its pool as soon as a response is complete, before it tells of that. So an
 * response that its connection may not outlive is cancelled with its last byte: cancelling closes the connection. Of a
 * chunked body no byte is known to be the last, so it is cancelled with its first piece, which mostly is all of it;
 * where the body matters it is read to its end, and the connection kept.
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

    /** The call that this belongs to; it is cancelled at once if it was given up already. */
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
     * Waits until the call has ended, or the time is up that connecting, the call or the response's body may take.
     *
     * @return whether it has ended
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

    /** Ends the call unless it has ended: nothing will be sent that has not been. True if sending may have begun. */
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

    /** Why the call failed, or null. */
    synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Whether a proxy refused to connect for want of credentials: then there is a status, but nothing was sent. */
    synchronized boolean isTunnelRefused() {
        return !sent && endStatus == ProxyRefusal.WANTS_CREDENTIALS;
    }

    /** The response with what has been read of it, or null if its head is not complete. */
    synchronized @Nullable Response answer() {
        if (headers == null || !TransportSupport.isFinal(status)) {
            return null;
        }
        return Response.of(status, headers.map(), count == bytes.length ? bytes : Arrays.copyOf(bytes, count), bodyCut);
    }

    @Override
    public synchronized long contentLength() {
        if (sent || givenUp) {
            throw new IllegalStateException("a request is sent once");
        }
        sent = true;
        return body.length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        BodyPublishers.ofByteArray(body).subscribe(subscriber);
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

    /** Adds what fits; true if no more is wanted, or none can be had without keeping the connection. */
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
            // A response exactly as long as the bound leaves its connection usable.
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
