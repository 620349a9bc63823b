package io.salestracker.promises;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A vendor that answers a request that says {@code hostile<n>} as the n-th script says, byte for byte, after which it
 * hangs up unless {@link Exchange#answer} was used; every other one is answered 200. Thread-safe.
 */
final class HostileVendor implements AutoCloseable {
    private static final int ENDLESS = 8 << 20;
    private static final Pattern HOSTILE = Pattern.compile("hostile(\\d+)");

    private final List<Script> scripts;
    private final ScriptedVendor vendor = ScriptedVendor.start(this::serve);
    private final Map<Integer, AtomicInteger> met = new ConcurrentHashMap<>();

    /** What is done with one hostile request. */
    @FunctionalInterface
    interface Script {
        void play(Exchange exchange) throws IOException;
    }

    HostileVendor(List<Script> scripts) {
        this.scripts = scripts;
    }

    /** From the next connection on, speaks TLS with this certificate. */
    HostileVendor tls(SSLContext certificate) {
        vendor.tls(certificate);
        return this;
    }

    URI uri() {
        return vendor.uri();
    }

    /** Connections so far. */
    int connections() {
        return vendor.connections();
    }

    /** How many requests were answered as the n-th script says. */
    int met(int n) {
        AtomicInteger times = met.get(n);
        return times == null ? 0 : times.get();
    }

    @Override
    public void close() {
        vendor.close();
    }

    private void serve(ScriptedVendor.Peer peer) throws IOException {
        boolean open = true;
        while (open) {
            peer.request();
            Matcher hostile = HOSTILE.matcher(peer.text());
            if (hostile.find()) {
                int n = Integer.parseInt(hostile.group(1));
                int before =
                        met.computeIfAbsent(n, first -> new AtomicInteger()).getAndIncrement();
                Exchange exchange = new Exchange(peer, before);
                scripts.get(n).play(exchange);
                open = exchange.answered;
            } else {
                peer.send(ScriptedVendor.OK);
            }
        }
    }

    /** One hostile request and the ways to answer it. */
    static final class Exchange {
        private final ScriptedVendor.Peer peer;
        private final int before;
        private boolean answered;

        private Exchange(ScriptedVendor.Peer peer, int before) {
            this.peer = peer;
            this.before = before;
        }

        /** The request, head and body. */
        String request() {
            return peer.text();
        }

        /** How often this script was met before. */
        int before() {
            return before;
        }

        /** Sends an answer after which a client may use the connection again, so it stays open. */
        void answer(String statusAndHeaders, byte[] body) throws IOException {
            send("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            peer.send(body);
            answered = true;
        }

        void answer(String statusAndHeaders) throws IOException {
            answer(statusAndHeaders, new byte[0]);
        }

        void send(String text) throws IOException {
            peer.send(text);
        }

        /** Sends the same over and over, beyond all bounds, and leaves it at that until the client hangs up. */
        void sendEndlessly(byte[] bytes) throws IOException {
            for (int sent = 0; sent < ENDLESS; sent += bytes.length) {
                peer.send(bytes);
            }
            fallSilent();
        }

        /** Sends a byte now and then, over and over, until the client hangs up. */
        void drip(String text) throws IOException {
            for (int i = 0; !peer.hangsUpWithin(Duration.ofMillis(50)); i++) {
                send(text.substring(i % text.length(), i % text.length() + 1));
            }
        }

        /** Says nothing more until the client hangs up. */
        void fallSilent() throws IOException {
            peer.awaitHangUp();
        }
    }
}
