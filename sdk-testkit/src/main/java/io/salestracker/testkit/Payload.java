package io.salestracker.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;

/**
 * What one event said. For Tracktor.io, whose events are queries, it is the decoded query written as JSON, without token
 * and signature. For Text it is the same body on both routes. Immutable and thread-safe.
 */
public final class Payload {
    /** What stands where no payload was kept: an empty text and a missing node. */
    public static final Payload NONE = new Payload(new byte[0]);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final byte[] utf8;

    private Payload(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Wraps bytes, which must not be changed afterwards. */
    public static Payload of(byte[] utf8) {
        return new Payload(utf8);
    }

    /** Returns the payload as it was written. */
    public String text() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Returns the payload as a tree, made anew by each call; a missing node if it is not JSON or was not kept. */
    public JsonNode json() {
        try {
            return utf8.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(text());
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns the size in bytes. */
    public int size() {
        return utf8.length;
    }

    /** Returns the size only: payloads hold personal data. */
    @Override
    public String toString() {
        return "Payload[" + utf8.length + " bytes]";
    }
}
