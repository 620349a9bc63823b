package io.salestracker.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;

/** A response to one request, or a way to give none. Each method returns a changed copy. Immutable. */
public final class Response {

    /** How the server gives the response. */
    private enum Manner {
        WHOLE,
        TWICE,
        CUT,
        NOTHING_AND_HANG_UP,
        NOTHING_AND_STALL
    }

    private final String statusLine;
    private final String headers;
    private final byte[] body;
    private final Manner manner;
    private final Duration delay;

    private Response(String statusLine, String headers, byte[] body, Manner manner, Duration delay) {
        this.statusLine = statusLine;
        this.headers = headers;
        this.body = body;
        this.manner = manner;
        this.delay = delay;
    }

    /** Returns a response without headers and with an empty body. */
    public static Response of(int status) {
        return new Response("", "", new byte[0], Manner.WHOLE, Duration.ZERO).status(status);
    }

    /** Sets the status. */
    public Response status(int status) {
        return statusLine("HTTP/1.1 " + status + " Status");
    }

    /** Sets the whole first line, which need not be one of HTTP. */
    public Response statusLine(String line) {
        return new Response(line, headers, body, manner, delay);
    }

    /** Adds a header; the server itself says {@code Content-Length}. */
    public Response header(String name, String value) {
        return new Response(statusLine, headers + name + ": " + value + "\r\n", body, manner, delay);
    }

    /** Sets the body, in UTF-8. */
    public Response body(String text) {
        return new Response(statusLine, headers, text.getBytes(UTF_8), manner, delay);
    }

    /** Makes the server send it twice in a row. */
    public Response twice() {
        return new Response(statusLine, headers, body, Manner.TWICE, delay);
    }

    /** Makes the server hang up after half of the body. */
    public Response cut() {
        return new Response(statusLine, headers, body, Manner.CUT, delay);
    }

    /** Makes the server hang up instead of answering. */
    public Response hangUp() {
        return new Response(statusLine, headers, body, Manner.NOTHING_AND_HANG_UP, delay);
    }

    /** Makes the server say nothing until the client hangs up. */
    public Response stall() {
        return new Response(statusLine, headers, body, Manner.NOTHING_AND_STALL, delay);
    }

    /** Makes the server wait before it does anything of this. */
    public Response after(Duration wait) {
        return new Response(statusLine, headers, body, manner, wait);
    }

    Duration delay() {
        return delay;
    }

    boolean isTwice() {
        return manner == Manner.TWICE;
    }

    boolean isStall() {
        return manner == Manner.NOTHING_AND_STALL;
    }

    /** Tells whether the connection can be used for another request after it. */
    boolean keepsConnection() {
        return manner == Manner.WHOLE || manner == Manner.TWICE;
    }

    /** Returns the bytes to send, each time it is sent. */
    byte[] bytes() {
        if (manner == Manner.NOTHING_AND_HANG_UP || manner == Manner.NOTHING_AND_STALL) {
            return new byte[0];
        }
        byte[] head =
                (statusLine + "\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1);
        int sent = manner == Manner.CUT ? body.length / 2 : body.length;
        byte[] bytes = Arrays.copyOf(head, head.length + sent);
        System.arraycopy(body, 0, bytes, head.length, sent);
        return bytes;
    }
}
