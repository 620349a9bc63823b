package io.salestracker.testkit.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.salestracker.testkit.Rule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON strictly: one value and nothing after it, no field twice, numbers kept as they are written. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final JsonMapper SCRIPT = MAPPER.rebuild()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private static final Rule NOT_COMPRESSED =
            Source.assumed("no vendor's document shows a compressed body").says("a body is not compressed");
    private static final Rule WELL_FORMED =
            Source.inferred("JSON body shown by the vendor").says("the body is one well-formed JSON value in UTF-8");
    private static final Rule PLAIN_NUMBERS = Source.assumed("no vendor says; a reader without floating point")
            .says("numbers are written plainly, without an exponent");

    /** What was read, and the first thing wrong with it, if any. */
    record Read(JsonNode node, @Nullable Problem problem) {}

    private Json() {}

    /** Returns what is wrong with a request that is to carry JSON, or null; the source is that of the endpoint. */
    static @Nullable Refusal checkPost(Call call, Source source) {
        if (!"POST".equals(call.method())) {
            return Refusal.method("POST", source.says("events are sent with POST"));
        }
        String type = call.header("Content-Type");
        if (type == null || !isJson(type)) {
            return unsupported(
                    "Content-Type",
                    type == null
                            ? "is missing: this header must be application/json"
                            : "must be application/json, in UTF-8",
                    source.says("Content-Type: application/json"));
        }
        String encoding = call.header("Content-Encoding");
        if (encoding != null && !"identity".equalsIgnoreCase(encoding)) {
            return unsupported("Content-Encoding", "must not be sent: the body is not compressed", NOT_COMPRESSED);
        }
        return null;
    }

    private static Refusal unsupported(String header, String reason, Rule rule) {
        return new Refusal(415, "unsupported_media_type", new Problem(header, reason, rule));
    }

    /** Reads a body; a number with an exponent is a problem. */
    static Read read(byte[] body) {
        return read(body, MAPPER);
    }

    /** Reads also what Tracktor.io's document shows as data: names without quotes, and single quotes. */
    static Read readAsScript(byte[] body) {
        return read(body, SCRIPT);
    }

    private static Read read(byte[] body, JsonMapper mapper) {
        try (Watch watch = new Watch(mapper.createParser(body))) {
            JsonNode node = mapper.readTree(watch);
            if (node == null || node.isMissingNode()) {
                return unreadable("is empty");
            }
            String exponent = watch.exponentAt;
            return new Read(
                    node,
                    exponent == null ? null : new Problem(exponent, "must be written without exponent", PLAIN_NUMBERS));
        } catch (IOException e) {
            return unreadable((isRepeated(e) ? "has a field twice" : "is not well-formed JSON") + where(e));
        }
    }

    private static Read unreadable(String reason) {
        return new Read(MissingNode.getInstance(), new Problem("", "the body " + reason, WELL_FORMED));
    }

    private static boolean isRepeated(IOException e) {
        return e instanceof JsonProcessingException json
                && json.getOriginalMessage().startsWith("Duplicate field");
    }

    /** Says where, but not what: the message of the exception quotes the body. */
    private static String where(IOException e) {
        return e instanceof JsonProcessingException json && json.getLocation() != null
                ? " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String media = end < 0 ? type : type.substring(0, end);
        String parameter = end < 0 ? "" : type.substring(end + 1).trim();
        return "application/json".equalsIgnoreCase(media.trim())
                && (parameter.isEmpty()
                        || "charset=utf-8".equalsIgnoreCase(parameter)
                        || "charset=\"utf-8\"".equalsIgnoreCase(parameter));
    }

    /** Notes the first number that is written with an exponent: a tree does not show that any more. */
    private static final class Watch extends JsonParserDelegate {
        private @Nullable String exponentAt;

        private Watch(JsonParser parser) {
            super(parser);
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT && exponentAt == null && hasExponent()) {
                exponentAt = path();
            }
            return token;
        }

        private boolean hasExponent() throws IOException {
            char[] text = getTextCharacters();
            int start = getTextOffset();
            for (int i = start; i < start + getTextLength(); i++) {
                if (text[i] == 'e' || text[i] == 'E') {
                    return true;
                }
            }
            return false;
        }

        /** Writes the place as the other problems do, {@code items[2].value} and not {@code /items/2/value}. */
        private String path() {
            StringBuilder path = new StringBuilder();
            for (String step : getParsingContext().pathAsPointer().toString().split("/", -1)) {
                if (!step.isEmpty() && step.chars().allMatch(Character::isDigit)) {
                    path.append('[').append(step).append(']');
                } else if (!step.isEmpty()) {
                    path.append(path.length() == 0 ? "" : ".").append(step);
                }
            }
            return path.toString();
        }
    }
}
