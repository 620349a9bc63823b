package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.testsupport.LoopbackServer;
import io.salestracker.testsupport.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Answers a request that says {@code hostile<n>} as the n-th row says, and every other one with 200. Each row says how the
 * event then has to end. Thread-safe.
 */
final class HostileResponses implements LoopbackServer.Script {
    private static final Set<String> TAKEN = Set.of("DELIVERED DELIVERED");
    private static final Set<String> REFUSED = Set.of("REJECTED 422");
    private static final Set<String> IN_DOUBT = Set.of("UNCONFIRMED NOT_REPEATED");
    /** Where HTTP leaves open what the response is. */
    private static final Set<String> EITHER = Set.of("DELIVERED DELIVERED", "UNCONFIRMED NOT_REPEATED");

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String NO = "HTTP/1.1 422 No\r\n";
    private static final int ENDLESS = 8 << 20;
    private static final byte[] BLOCK = "x".repeat(8192).getBytes(ISO_8859_1);
    private static final Script FLOOD = flood(BLOCK);
    private static final Pattern HOSTILE = Pattern.compile("hostile(\\d+)");

    private static final Script SILENCE = exchange -> {
        exchange.peer.awaitHangUp();
        return false;
    };

    private final List<Row> rows = new ArrayList<>();
    private final Map<Integer, AtomicInteger> met = new ConcurrentHashMap<>();

    /** One hostile request, and how often its script was met before. */
    record Exchange(LoopbackServer.Peer peer, Request request, int before) {}

    /** Answers one hostile request. */
    @FunctionalInterface
    interface Script {
        /** Returns whether the client may use the connection again; if not, the server hangs up. */
        boolean play(Exchange exchange) throws IOException;
    }

    /** A script and the ends it may lead to. A slow one may last until the call times out. */
    record Row(String name, Script script, boolean slow, Set<String> expected) {}

    /** @param elsewhere where redirects lead */
    HostileResponses(URI elsewhere) {
        bodies();
        heads();
        statuses();
        redirects(elsewhere);
        refusals();
        pauses();
    }

    List<Row> rows() {
        return rows;
    }

    /** How many requests were answered as the n-th row says. */
    int met(int n) {
        AtomicInteger times = met.get(n);
        return times == null ? 0 : times.get();
    }

    @Override
    public void serve(LoopbackServer.Peer peer) throws IOException {
        boolean open = true;
        while (open) {
            Request request = peer.request();
            Matcher hostile = HOSTILE.matcher(request.text());
            if (hostile.find()) {
                int n = Integer.parseInt(hostile.group(1));
                int before =
                        met.computeIfAbsent(n, first -> new AtomicInteger()).getAndIncrement();
                open = rows.get(n).script().play(new Exchange(peer, request, before));
            } else {
                peer.send(LoopbackServer.OK);
            }
        }
    }

    private void quick(String name, Set<String> expected, Script script) {
        rows.add(new Row(name, script, false, expected));
    }

    private void slow(String name, Set<String> expected, Script script) {
        rows.add(new Row(name, script, true, expected));
    }

    /** Sends this and hangs up. */
    private static Script cut(String text) {
        return exchange -> {
            exchange.peer.send(text);
            return false;
        };
    }

    /** Sends this and goes on with something that lasts. */
    private static Script begun(String text, Script rest) {
        return exchange -> {
            exchange.peer.send(text);
            return rest.play(exchange);
        };
    }

    /** Sends a response after which a client may use the connection again. */
    private static Script answer(String statusAndHeaders, byte[] body) {
        return exchange -> {
            exchange.peer.send("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            exchange.peer.send(body);
            return true;
        };
    }

    private static Script answer(String statusAndHeaders) {
        return answer(statusAndHeaders, new byte[0]);
    }

    /** Sends the text byte by byte, over and over, until the client hangs up. */
    private static Script drip(String text) {
        return exchange -> {
            exchange.peer.drip(text);
            return false;
        };
    }

    /** Sends the same over and over, beyond all bounds, and leaves it at that until the client hangs up. */
    private static Script flood(byte[] bytes) {
        return exchange -> {
            for (int sent = 0; sent < ENDLESS; sent += bytes.length) {
                exchange.peer.send(bytes);
            }
            return SILENCE.play(exchange);
        };
    }

    /** Sends the head and then the request itself, and hangs up. */
    private static Script echo(String head) {
        return exchange -> cut(head + "\r\n" + exchange.request.text()).play(exchange);
    }

    private void bodies() {
        quick("an endless body", TAKEN, begun(OK + "\r\n", FLOOD));
        quick("an endless chunk", TAKEN, begun(OK + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n", FLOOD));
        quick("an endless refusal", REFUSED, begun(NO + "\r\n", FLOOD));
        quick("a gigantic length", TAKEN, begun(OK + "Content-Length: 9223372036854775807\r\n\r\n", FLOOD));
        slow("a length beyond numbers", EITHER, begun(OK + "Content-Length: " + "9".repeat(30) + "\r\n\r\nx", SILENCE));
        slow("a dripping body", TAKEN, begun(OK + "Content-Length: 100000\r\n\r\n", drip("x")));
        slow("a dripping refusal", REFUSED, begun(NO + "Transfer-Encoding: chunked\r\n\r\n", drip("1\r\nx\r\n")));
        slow("a body that never comes", TAKEN, begun(OK + "Content-Length: 10\r\n\r\n", SILENCE));
        quick("a body cut short", TAKEN, cut(OK + "Content-Length: 10\r\n\r\nshort"));
        quick("no chunk where one is due", EITHER, cut(OK + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"));
        quick("a gzip bomb", TAKEN, answer("200 OK\r\nContent-Encoding: gzip", bomb()));
        quick("a gzip bomb that refuses", REFUSED, answer("422 No\r\nContent-Encoding: gzip", bomb()));
        quick("a page instead of JSON", IN_DOUBT, cut(OK + page()));
    }

    private static String page() {
        return "Content-Type: text/html\r\n\r\n<!doctype html><html><script>alert('no')</script></html>";
    }

    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 4_000; i++) {
                gzip.write(BLOCK);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void heads() {
        byte[] header = ("x-flood: " + "y".repeat(1000) + "\r\n").getBytes(ISO_8859_1);
        slow("nothing at all", IN_DOUBT, SILENCE);
        slow("a dripping status line", IN_DOUBT, drip("HTTP/1.1 200 O"));
        slow("dripping headers", IN_DOUBT, begun(OK, drip("x: y\r\n")));
        quick("a status line cut short", IN_DOUBT, cut("HTTP/1.1 20"));
        quick("another protocol", IN_DOUBT, cut("220 smtp.example ready\r\n\r\n"));
        slow("headers without end", IN_DOUBT, begun(OK, flood(header)));
        slow("a header line without end", IN_DOUBT, begun(OK + "x-flood: ", FLOOD));
        quick("a header of 64 KB", EITHER, head("x: " + "y".repeat(64 << 10)));
        quick("two thousand headers", EITHER, head("x: y\r\n".repeat(1_999) + "x: y"));
        quick("a NUL in a header", EITHER, head("x: a\0b"));
        quick("a header without a name", EITHER, head(": b"));
        quick("a negative length", EITHER, cut(OK + "Content-Length: -1\r\n\r\nok"));
        quick("one length twice", EITHER, head("Content-Length: 2"));
        quick("two lengths", EITHER, cut(OK + "Content-Length: 7\r\nContent-Length: 2\r\n\r\nok"));
        quick("a length and chunks", EITHER, cut(OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok"));
    }

    private static Script head(String headers) {
        return answer("200 OK\r\n" + headers, "ok".getBytes(UTF_8));
    }

    private void statuses() {
        List.of("600", "999", "500", "599").forEach(status -> status(status, IN_DOUBT));
        List.of("099", "000", "101", "twohundred").forEach(status -> status(status, IN_DOUBT));
        List.of("-200", "20", "2000", "204").forEach(status -> status(status, EITHER));
        byte[] hint = "HTTP/1.1 103 Early Hints\r\n\r\n".getBytes(ISO_8859_1);
        slow("interim answers only", IN_DOUBT, flood(hint));
        slow("one interim answer and silence", IN_DOUBT, begun("HTTP/1.1 100 Continue\r\n\r\n", SILENCE));
    }

    private void status(String status, Set<String> expected) {
        quick("status " + status, expected, cut("HTTP/1.1 " + status + " \u001b[31mNo\r\nContent-Length: 2\r\n\r\nok"));
    }

    /** The lane is refused until another event gets through; then it is this event's fault. */
    private void redirects(URI elsewhere) {
        for (int status : List.of(300, 301, 302, 303, 304, 305, 307, 308)) {
            Script moved = answer(status + " Moved\r\nLocation: " + elsewhere);
            boolean mayBeTaken = status == 302 || status == 303;
            quick("redirected with " + status, mayBeTaken ? IN_DOUBT : Set.of("REJECTED " + status), moved);
        }
        quick("redirected once", TAKEN, once("307 Moved\r\nLocation: " + elsewhere));
    }

    /** Answers so at first, and then takes the event. */
    private static Script once(String statusAndHeaders) {
        return exchange ->
                answer(exchange.before == 0 ? statusAndHeaders : "200 OK").play(exchange);
    }

    private void refusals() {
        quick("a page that refuses", REFUSED, cut(NO + page()));
        refusal("invalid UTF-8", new byte[] {'{', '"', (byte) 0xC3, '(', (byte) 0xFF, (byte) 0xED, (byte) 0xA0, '"'});
        refusal("invalid UTF-8 in JSON", "{\"message\":\"\u00f0(\"}".getBytes(ISO_8859_1));
        refusal("UTF-16", "{\"message\":\"no\"}".getBytes(UTF_16));
        refusal("arrays 10,000 deep", "[".repeat(10_000));
        refusal("objects 10,000 deep", "{\"error\":".repeat(10_000) + "1" + "}".repeat(10_000));
        refusal("errors 10,000 deep", "{\"errors\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
        refusal("a number of 60,000 digits", "{\"code\":" + "9".repeat(60_000) + "}");
        refusal("an exponent out of this world", "{\"code\":1e999999999}");
        refusal("a name of 60,000 letters", "{\"" + "n".repeat(60_000) + "\":1}");
        refusal(
                "strange indices",
                "{\"errors\":[{\"index\":-1},{\"index\":2147483648},{\"index\":0.5},{\"index\":\"0\"},{\"index\":null},"
                        + "{},[],7,{\"index\":99}]}");
        refusal("the wrong types", "{\"error_code\":{},\"message\":[[]],\"errors\":{\"index\":{}}}");
        refusal(
                "words for terminals and logs",
                "{\"code\":\"a\\u001b[2Jb\\r\\nWARN faked\",\"message\":\"\\u0000\\u0007\\u0085\\u2028\\u2029\\u202e"
                        + "\\u2066"
                        + "\\ufeff\\ud800 ${jndi:ldap://x} %n {} end\"}");
        refusal(
                "credentials and people",
                "{\"code\":\"s3cr3t-key\",\"message\":\"anna@example.com, anna%40example.com, Bearer s3cr3t-key, "
                        + "y".repeat(50_000) + "\"}");
        quick("the request itself", REFUSED, echo(NO));
        quick("a refused account that tells all", Set.of("REJECTED 403"), echo("HTTP/1.1 403 No\r\n"));
    }

    private void refusal(String name, String body) {
        refusal(name, body.getBytes(UTF_8));
    }

    private void refusal(String name, byte[] body) {
        quick(name, REFUSED, answer("422 No\r\nContent-Type: application/json", body));
    }

    /** Whatever it says, the pause is bounded and the event is delivered after it. */
    private void pauses() {
        List<String> times =
                List.of("0", "1", "-1", "00000000001", "99999999999999999999", "1.5", "1e9", "soon", "", "  ");
        List<String> dates = List.of(
                "Wed, 21 Oct 2015 07:28:00 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Wed, 99 Foo 2015 07:28:00 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT, 5");
        for (int status : List.of(429, 503)) {
            for (String after : times) {
                quick(status + " until '" + after + "'", TAKEN, once(status + " Busy\r\nRetry-After: " + after));
            }
            for (String after : dates) {
                quick(status + " until " + after, TAKEN, once(status + " Busy\r\nRetry-After: " + after));
            }
        }
    }
}
