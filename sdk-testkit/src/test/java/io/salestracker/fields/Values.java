package io.salestracker.fields;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The values in the tables: JSON, and {@code "x" * 2001 + "y"} for long texts, {@code 3 * {}} for lists. */
final class Values {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final Pattern PIECE =
            Pattern.compile("\\G\\s*(\\+\\s*)?(\"(?:[^\"\\\\]|\\\\.)*\")(?:\\s*\\*\\s*([0-9]+))?\\s*");

    private static final Pattern TIMES = Pattern.compile("([0-9]+) \\* (\\{.*\\})");
    private static final Pattern PART = Pattern.compile("(?:[^;\"]|\"(?:[^\"\\\\]|\\\\.)*\")+");

    /** Compares what a payload holds: numbers with all their decimals, as they are written. */
    private static final Comparator<JsonNode> AS_WRITTEN = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().toString().compareTo(right.decimalValue().toString());
        }
        return left.equals(right) ? 0 : 1;
    };

    private Values() {}

    /** Splits at the semicolons that stand in no text. */
    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        while (part.find()) {
            parts.add(part.group().strip());
        }
        return parts;
    }

    static JsonNode json(String text) {
        Matcher times = TIMES.matcher(text);
        if (times.matches()) {
            ArrayNode list = JSON.createArrayNode();
            for (int i = Integer.parseInt(times.group(1)); i > 0; i--) {
                list.add(parse(times.group(2)));
            }
            return list;
        }
        Matcher piece = PIECE.matcher(text);
        StringBuilder whole = new StringBuilder();
        int end = 0;
        while (piece.find()) {
            String part = parse(piece.group(2)).textValue();
            whole.append(part.repeat(piece.group(3) == null ? 1 : Integer.parseInt(piece.group(3))));
            end = piece.end();
        }
        return end > 0 && end == text.length() ? JSON.getNodeFactory().textNode(whole.toString()) : parse(text);
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no value: " + text, e);
        }
    }

    /** Reads a value as Java has it: a text, a decimal, a list, a map, a truth value, or null. */
    static Object read(String text) {
        return read(json(text));
    }

    private static Object read(JsonNode json) {
        if (json.isNumber()) {
            return json.decimalValue();
        }
        if (json.isArray()) {
            List<Object> list = new ArrayList<>();
            json.forEach(element -> list.add(read(element)));
            return list;
        }
        if (json.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            json.properties().forEach(member -> map.put(member.getKey(), read(member.getValue())));
            return map;
        }
        return json.isNull() ? null : json.isBoolean() ? json.booleanValue() : json.textValue();
    }

    /** Writes what an accessor shows as a payload has it. */
    static JsonNode written(Object value) {
        if (value == null) {
            return JSON.getNodeFactory().nullNode();
        }
        if (value instanceof BigDecimal number) {
            return DecimalNode.valueOf(number);
        }
        if (value instanceof Integer number) {
            return DecimalNode.valueOf(BigDecimal.valueOf(number));
        }
        return JSON.getNodeFactory().textNode(value.toString());
    }

    /** Returns where two payloads differ, or an empty text. */
    static String difference(JsonNode arrived, JsonNode expected) {
        return arrived.equals(AS_WRITTEN, expected) ? "" : difference("", arrived, expected);
    }

    private static String difference(String path, JsonNode arrived, JsonNode expected) {
        if (arrived.isObject() && expected.isObject()) {
            Set<String> names = new TreeSet<>();
            arrived.fieldNames().forEachRemaining(names::add);
            expected.fieldNames().forEachRemaining(names::add);
            return names.stream()
                    .map(name -> difference(path + "." + name, arrived.path(name), expected.path(name)))
                    .filter(difference -> !difference.isEmpty())
                    .collect(Collectors.joining(", "));
        }
        if (arrived.isArray() && expected.isArray() && arrived.size() == expected.size()) {
            return IntStream.range(0, arrived.size())
                    .mapToObj(i -> difference(path + "[" + i + "]", arrived.get(i), expected.get(i)))
                    .filter(difference -> !difference.isEmpty())
                    .collect(Collectors.joining(", "));
        }
        return arrived.equals(AS_WRITTEN, expected)
                ? ""
                : path + " is " + shown(arrived) + " and not " + shown(expected);
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "absent" : value.toString();
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
