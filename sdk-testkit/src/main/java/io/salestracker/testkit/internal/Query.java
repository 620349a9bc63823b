package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Rule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A decoded query: its parameters as strings, and the first thing wrong with it, if any. */
record Query(ObjectNode parameters, @Nullable Problem problem) {
    private static final Rule ENCODED = Source.stated("Tracktor.io documentation 0.9b, 2 HTTP API Reference")
            .says("arguments are url-encoded (that this means UTF-8 and RFC 3986 is assumed)");
    private static final Rule NO_PLUS = Source.assumed(
                    "the example writes a blank as %20; some read a plus sign as a blank, and others as a plus")
            .says("a blank is %20 and a plus sign %2B");
    private static final Rule ONCE = Source.assumed("not stated").says("no parameter is sent twice");

    /** What RFC 3986 lets stand in a query as it is, less the plus sign and the ampersand. */
    private static final String PLAIN = "-._~!$'()*,;=:@/?";

    /** Decodes a query strictly; null is an empty one. */
    static Query decode(@Nullable String query) {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        if (query == null || query.isEmpty()) {
            return new Query(parameters, null);
        }
        Problem problem = null;
        for (String pair : query.split("&", -1)) {
            Problem wrong = add(pair, parameters);
            problem = problem == null ? wrong : problem;
        }
        return new Query(parameters, problem);
    }

    private static @Nullable Problem add(String pair, ObjectNode parameters) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            return new Problem("", "the query must be name=value pairs joined by &", ENCODED);
        }
        String name = decoded(pair.substring(0, equals));
        String value = decoded(pair.substring(equals + 1));
        if (name == null || value == null) {
            String where = name == null ? "" : name;
            return pair.indexOf('+') >= 0
                    ? new Problem(where, "must have no plus sign: write a blank as %20, a plus as %2B", NO_PLUS)
                    : new Problem(
                            where, "must be percent-encoded UTF-8: a blank is %20, a quotation mark %22", ENCODED);
        }
        if (parameters.has(name)) {
            return new Problem(name, "must not be sent twice", ONCE);
        }
        parameters.put(name, value);
        return null;
    }

    private static @Nullable String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? hex(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else if (isPlain(c)) {
                bytes.write(c);
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
