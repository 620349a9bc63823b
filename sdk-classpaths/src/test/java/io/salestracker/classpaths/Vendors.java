package io.salestracker.classpaths;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * All four vendors on one loopback port. Each takes everything but {@code refused} orders, and {@code later} ones only
 * at the second attempt.
 */
final class Vendors implements AutoCloseable {
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    private Vendors(HttpServer server) {
        this.server = server;
    }

    static Vendors start() throws IOException {
        Vendors vendors = new Vendors(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        vendors.server.createContext("/", vendors::answer);
        vendors.server.setExecutor(vendors.threads);
        vendors.server.start();
        return vendors;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String said = exchange.getRequestURI().getQuery()
                + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (said.contains("-refused")) {
            byte[] body = "{\"error\":{\"code\":\"no_such_store\",\"message\":\"of \\u00e9\"}}".getBytes(UTF_8);
            exchange.sendResponseHeaders(422, body.length);
            exchange.getResponseBody().write(body);
        } else if (said.contains("-later") && asked.add(exchange.getRequestURI().getPath() + said)) {
            exchange.sendResponseHeaders(503, -1);
        } else {
            exchange.sendResponseHeaders(200, -1);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
