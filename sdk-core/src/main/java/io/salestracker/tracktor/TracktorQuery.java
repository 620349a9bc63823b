package io.salestracker.tracktor;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Query parameters, percent-encoded as RFC 3986 has it: all but the unreserved characters, a blank as {@code %20}. */
final class TracktorQuery {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder query = new StringBuilder(512);

    TracktorQuery add(String name, String value) {
        return add(name, value.getBytes(UTF_8));
    }

    TracktorQuery add(String name, byte[] utf8) {
        query.append(query.isEmpty() ? "" : "&").append(name).append('=');
        for (byte b : utf8) {
            if (isUnreserved(b)) {
                query.append((char) b);
            } else {
                query.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return this;
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
