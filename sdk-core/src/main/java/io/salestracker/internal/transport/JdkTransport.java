package io.salestracker.internal.transport;

import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.TransportException;
import io.salestracker.delivery.TransportSettings;
import io.salestracker.destination.Answer;
import io.salestracker.destination.Request;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends over {@code java.net.http}. Thread-safe. */
public final class JdkTransport implements HttpTransport {
    private static final Logger log = LoggerFactory.getLogger(JdkTransport.class);

    private final TransportSettings settings;
    private final long callNanos;
    private final HttpClient.Builder clients;
    private final Map<JdkExchange, CompletableFuture<?>> inFlight = new ConcurrentHashMap<>();
    // Null once closed: before JDK 21 being collected is what ends a client.
    private volatile @Nullable HttpClient client;

    /** Opens one with a client of its own. */
    public JdkTransport(TransportSettings settings, @Nullable ProxySelector proxies, @Nullable SSLContext tls) {
        this.settings = settings;
        this.callNanos = Wire.bounded(settings.callTimeout()).toNanos();
        this.clients = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Wire.bounded(settings.connectTimeout()))
                .sslContext(Wire.tls(tls));
        if (proxies != null) {
            clients.proxy(proxies);
        }
        this.client = clients.build();
    }

    @Override
    public Answer send(Request request) throws TransportException {
        HttpClient open = client;
        if (open == null) {
            throw Wire.notSent(Wire.CLOSED);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw Wire.notSent(Wire.INTERRUPTED);
        }
        JdkExchange exchange = new JdkExchange(request.body(), settings.maxAnswerBytes());
        CompletableFuture<HttpResponse<Void>> call;
        try {
            call = open.sendAsync(translate(request, exchange), exchange);
        } catch (RejectedExecutionException e) {
            replace(open);
            throw Wire.failure(exchange.giveUp(), Wire.NO_CONNECTION, e);
        } catch (RuntimeException e) {
            throw Wire.failure(exchange.giveUp(), Wire.BAD_REQUEST, e);
        } catch (Error e) {
            throw Wire.failure(exchange.giveUp(), Wire.NO_CONNECTION, e);
        }
        inFlight.put(exchange, call);
        try {
            if (client == null) {
                call.cancel(true);
            }
            call.get(callNanos, TimeUnit.NANOSECONDS);
            return answerOf(exchange, Wire.NO_ANSWER, null);
        } catch (ExecutionException e) {
            if (isDead(open)) {
                replace(open);
            }
            return answerOf(exchange, Wire.NO_ANSWER, e.getCause());
        } catch (TimeoutException | CancellationException e) {
            return answerOf(exchange, Wire.TOO_LATE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answerOf(exchange, Wire.INTERRUPTED, e);
        } finally {
            // Nothing to do for a call that is complete.
            call.cancel(true);
            inFlight.remove(exchange);
        }
    }

    /**
     * Has further requests sent by a new client, since a dead one sends nothing any more. It dies when its thread does:
     * interrupted by the host, or for want of memory or threads.
     */
    private synchronized void replace(HttpClient dead) {
        if (!dead.equals(client)) {
            return;
        }
        try {
            client = clients.build();
        } catch (UncheckedIOException | OutOfMemoryError e) {
            log.debug(
                    "A new HTTP client cannot be had at present: {}",
                    e.getClass().getSimpleName());
        }
    }

    @Override
    public synchronized void close() {
        HttpClient open = client;
        client = null;
        inFlight.values().forEach(call -> call.cancel(true));
        if (open instanceof AutoCloseable) {
            shutDown(open);
        }
    }

    private Answer answerOf(JdkExchange exchange, String why, @Nullable Throwable e) throws TransportException {
        boolean sent = exchange.giveUp();
        Answer answer = exchange.answer();
        if (answer != null) {
            return answer;
        }
        throw Wire.failure(sent, client == null ? Wire.CLOSED : sent ? why : Wire.NO_CONNECTION, e);
    }

    private static HttpRequest translate(Request request, JdkExchange exchange) {
        HttpRequest.Builder wire = HttpRequest.newBuilder(request.uri())
                .method(request.method(), exchange)
                .setHeader("User-Agent", Wire.USER_AGENT)
                .setHeader("Accept-Encoding", "identity");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            wire.setHeader(header.getKey(), header.getValue());
        }
        return wire.build();
    }

    /** From JDK 21 on there is {@code shutdownNow}; {@code close} would wait. */
    private static void shutDown(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            log.debug(
                    "The HTTP client will end when it is collected: {}",
                    e.getClass().getSimpleName());
        }
    }

    /** From JDK 21 on a client can be asked; before, a dead one rejects what it is to send. */
    private static boolean isDead(HttpClient client) {
        try {
            return (boolean) HttpClient.class.getMethod("isTerminated").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
