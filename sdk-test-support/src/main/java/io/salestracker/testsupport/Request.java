package io.salestracker.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** A request as it came over the wire. Immutable, as long as nobody writes into its body. */
public final class Request {
    private final String head;
    private final byte[] body;

    Request(String head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** Returns the request line, such as {@code POST /events HTTP/1.1}. */
    public String line() {
        return head.substring(0, head.indexOf("\r\n"));
    }

    /** Returns the second word of the request line: path and query, or a whole address at a proxy. */
    public String target() {
        return line().split(" ", 3)[1];
    }

    /** Returns the lines of the headers, each {@code name: value}, in order. */
    public List<String> headers() {
        return head.lines().skip(1).filter(line -> !line.isEmpty()).toList();
    }

    /** Returns the first value of a header, whatever the case of its name; null if there is none. */
    public String header(String name) {
        for (String line : headers()) {
            int colon = line.indexOf(':');
            if (colon == name.length() && line.regionMatches(true, 0, name, 0, colon)) {
                return line.substring(colon + 1).trim();
            }
        }
        return null;
    }

    /** Returns the body; empty if there is none. */
    public byte[] body() {
        return body;
    }

    /** Returns head and body, one character for each byte. */
    public String text() {
        return head + new String(body, ISO_8859_1);
    }
}
