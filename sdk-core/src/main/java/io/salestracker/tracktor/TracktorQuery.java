package io.salestracker.tracktor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/** Query parameters, percent-encoded as RFC 3986 has it: all but the unreserved characters, a blank as {@code %20}. */
final class TracktorQuery {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder query;

    TracktorQuery() {
        this(512);
    }

    /** @param capacity the likely number of characters */
    TracktorQuery(int capacity) {
        query = new StringBuilder(capacity);
    }

    TracktorQuery add(String name, String value) {
        return add(name, value.getBytes(UTF_8));
    }

    TracktorQuery add(String name, byte[] utf8) {
        return add(name, utf8, 0, utf8.length);
    }

    /** Adds a parameter with a part of these bytes. */
    TracktorQuery add(String name, byte[] utf8, int from, int to) {
        query.append(query.isEmpty() ? "" : "&").append(name).append('=');
        return add(utf8, from, to);
    }

    /** Adds a part of these bytes to the value of the last parameter. */
    TracktorQuery add(byte[] utf8, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = utf8[i];
            if (isUnreserved(b)) {
                query.append((char) b);
            } else {
                query.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return this;
    }

    /** Tells whether a text has no characters but those of an encoded query, or a part of one. */
    static boolean isQuery(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                i += 2;
                if (!HexFormat.isHexDigit(text.charAt(i - 1)) || !HexFormat.isHexDigit(text.charAt(i))) {
                    return false;
                }
            } else if (c > '~' || !(isUnreserved((byte) c) || c == '&' || c == '=')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }

    @Override
    public String toString() {
        return query.toString();
    }
}
