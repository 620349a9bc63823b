package io.salestracker.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A vendor on loopback that counts which of the events numbered from 0 came, how often and when the first time. It can
 * refuse everything for a while, refuse one event for good, or be down. Thread-safe.
 */
final class CountingServer implements AutoCloseable {
    /** The field of an event that holds its number. */
    static final String ID_FIELD = "event_id";

    private static final Pattern ID = Pattern.compile('"' + ID_FIELD + "\":\"(\\d+)\"");
    private static final int THREADS = 8;
    private static final int TAKE = 200;

    private final int poisoned;
    private final InetSocketAddress address;
    private final ExecutorService handlers = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "counting-server");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong requests = new AtomicLong();
    private volatile int status = TAKE;
    private HttpServer server;

    // Guarded by themselves.
    private final int[] times;
    private final long[] firstNanos;

    /**
     * Starts one on a free port.
     *
     * @param events how many events there will be
     * @param poisoned the number of the event because of which a request is answered 422; negative for none
     */
    CountingServer(int events, int poisoned) throws IOException {
        this.poisoned = poisoned;
        this.times = new int[events];
        this.firstNanos = new long[events];
        this.server = serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = server.getAddress();
    }

    private HttpServer serve(InetSocketAddress at) throws IOException {
        HttpServer serving = HttpServer.create(at, 0);
        serving.setExecutor(handlers);
        serving.createContext("/", this::answer);
        serving.start();
        return serving;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            List<Integer> events = events(exchange);
            int answered = status;
            if (answered == TAKE && events.contains(poisoned)) {
                answered = 422;
            }
            if (answered == TAKE) {
                take(events);
            } else if (answered == 429) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(answered, -1);
        }
    }

    private static List<Integer> events(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1);
        List<Integer> events = new ArrayList<>();
        ID.matcher(body).results().forEach(id -> events.add(Integer.valueOf(id.group(1))));
        return events;
    }

    private void take(List<Integer> events) {
        long now = System.nanoTime();
        synchronized (times) {
            for (int event : events) {
                if (times[event]++ == 0) {
                    firstNanos[event] = now;
                }
            }
        }
    }

    URI uri() {
        return URI.create("http://localhost:" + address.getPort() + "/events");
    }

    /** Answers everything with this status from now on, 429 with {@code Retry-After: 1}. */
    void refuseWith(int refusal) {
        status = refusal;
    }

    /** Takes everything again. */
    void recover() {
        status = TAKE;
    }

    /** Goes down: nobody listens, and connections are cut. */
    void stop() {
        server.stop(0);
    }

    /** Listens again at the same address. */
    void restart() throws IOException {
        server = serve(address);
    }

    long requests() {
        return requests.get();
    }

    /** Tells how often each event was taken, by number. */
    int[] times() {
        synchronized (times) {
            return times.clone();
        }
    }

    /** Tells when the last of the first so many events was there; 0 if none came. */
    long lastNanos(int events) {
        long last = 0;
        synchronized (times) {
            for (int event = 0; event < events; event++) {
                if (times[event] > 0 && (last == 0 || firstNanos[event] - last > 0)) {
                    last = firstNanos[event];
                }
            }
        }
        return last;
    }

    @Override
    public void close() {
        stop();
        handlers.shutdownNow();
    }
}
