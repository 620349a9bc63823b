package io.salestracker.internal.transport;

import io.salestracker.destination.Answer;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One request's body and its answer, as the JDK's client asks for the one and tells of the other. Also for GET, which
 * has no body: the client asks for the length of a body each time just before it writes a request, which makes known
 * when sending begins and is the place to keep it from a second time. (The client repeats a GET if a connection ends
 * without an answer; with {@code jdk.httpclient.enableAllMethodRetry} also a POST.)
 */
final class JdkExchange implements BodyPublisher, BodyHandler<Void>, BodySubscriber<Void> {
    private final byte[] body;
    private final int bound;
    private final CompletableFuture<Void> read = new CompletableFuture<>();

    // Guarded by this.
    private boolean sent;
    private boolean givenUp;
    private int status;
    private byte[] bytes = new byte[0];
    private int count;
    private @Nullable HttpHeaders headers;
    private Flow.@Nullable Subscription subscription;

    JdkExchange(byte @Nullable [] body, int bound) {
        this.body = body == null ? new byte[0] : body;
        this.bound = bound;
    }

    /** Gives up: nothing will be sent that has not been. True if sending may have begun. */
    synchronized boolean giveUp() {
        givenUp = true;
        return sent;
    }

    /** The answer with what has been read of it, or null if its head is not complete. */
    synchronized @Nullable Answer answer() {
        if (headers == null || !Wire.isFinal(status)) {
            return null;
        }
        return Answer.of(status, headers.map(), count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
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
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return read;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> items) {
        if (take(items)) {
            read.complete(null);
        }
    }

    /** Adds what fits; true if the bound is reached and no more is wanted. */
    private synchronized boolean take(List<ByteBuffer> items) {
        for (ByteBuffer item : items) {
            int length = Math.min(item.remaining(), bound - count);
            if (bytes.length - count < length) {
                bytes = Arrays.copyOf(bytes, Math.min(bound, Math.max(count + length, 2 * count)));
            }
            item.get(bytes, count, length);
            count += length;
        }
        if (count < bound || isWhole() || subscription == null) {
            return false;
        }
        subscription.cancel();
        return true;
    }

    /** An answer exactly as long as the bound leaves its connection usable. */
    private boolean isWhole() {
        return headers != null
                && headers.firstValue("Content-Length").orElse("").equals(String.valueOf(count));
    }

    @Override
    public void onError(Throwable e) {
        read.complete(null);
    }

    @Override
    public void onComplete() {
        read.complete(null);
    }
}
