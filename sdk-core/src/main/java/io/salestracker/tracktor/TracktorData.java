package io.salestracker.tracktor;

import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks and copies a caller's map of JSON values: deep, in order, with its nulls. Taken are text, numbers, truth
 * values, null, lists, and maps with text keys.
 */
final class TracktorData {
    private static final int MAX_DEPTH = 16; // Also what ends a map that holds itself.
    private static final int MAX_VALUES = 10_000;
    private static final int MAX_DIGITS = 40;
    private static final int MAX_BITS = 133; // What 40 digits need.
    private static final BigDecimal TOO_MANY_DIGITS = BigDecimal.ONE.scaleByPowerOfTen(MAX_DIGITS);
    private static final Pattern SHOWN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Violations violations;
    private final String root;
    private int values;

    private TracktorData(Violations violations, String root) {
        this.violations = violations;
        this.root = root;
    }

    /** Copies a map, noting its faults under {@code path}, among them any of these reserved names at the top. */
    static Map<String, @Nullable Object> copy(
            Violations violations, String path, @Nullable Map<String, ?> given, Set<String> reserved) {
        if (given == null) {
            violations.required(path, null);
            return TracktorObject.EMPTY;
        }
        for (String name : reserved) {
            violations.check(
                    !given.containsKey(name), path + "." + name, Code.CONFLICT, "has a component of its own; use that");
        }
        return given instanceof TracktorObject checked
                ? checked
                : new TracktorData(violations, path).object(path, given, 1);
    }

    private @Nullable Object value(String path, @Nullable Object value, int depth) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof String text) {
            return text(path, text);
        }
        if (value instanceof Number number) {
            return number(path, number);
        }
        boolean map = value instanceof Map;
        if (!map && !(value instanceof List)) {
            violations.check(
                    false,
                    path,
                    Code.MALFORMED,
                    "must be text, a number, true, false, null, a list or a map; turn it into one");
            return null;
        }
        if (depth >= MAX_DEPTH) {
            violations.check(false, path, Code.TOO_LARGE, "must lie at most 16 deep; flatten it");
            return null;
        }
        return map ? object(path, (Map<?, ?>) value, depth + 1) : list(path, (List<?>) value, depth + 1);
    }

    private TracktorObject object(String path, Map<?, ?> map, int depth) {
        if (!fits(map.size()) || map.isEmpty()) {
            return TracktorObject.EMPTY;
        }
        Map<String, @Nullable Object> copies = new LinkedHashMap<>();
        int place = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = entry.getKey() instanceof String text ? text : null;
            // A name that is not a plain word may be anything, so the path says its place instead.
            String at = name != null && SHOWN.matcher(name).matches() ? path + "." + name : path + "{" + place + "}";
            violations
                    .check(name != null, at, Code.MALFORMED, "must have a text as its name")
                    .text(at, name);
            copies.put(name == null ? "" : name, value(at, entry.getValue(), depth));
            place++;
        }
        return TracktorObject.of(copies);
    }

    private List<?> list(String path, List<?> list, int depth) {
        if (!fits(list.size()) || list.isEmpty()) {
            return List.of();
        }
        Object[] given = list.toArray();
        @Nullable Object[] copies = new @Nullable Object[given.length];
        for (int i = 0; i < given.length; i++) {
            copies[i] = value(path + "[" + i + "]", given[i], depth);
        }
        return Collections.unmodifiableList(Arrays.asList(copies));
    }

    private boolean fits(int size) {
        boolean fitted = values <= MAX_VALUES;
        values += Math.min(size, MAX_VALUES + 1);
        boolean fits = values <= MAX_VALUES;
        violations.check(fits || !fitted, root, Code.TOO_LARGE, "must have at most 10,000 values; send fewer");
        return fits;
    }

    /** Unlike other texts it may be empty and have line breaks and tabs, which JSON escapes. */
    private String text(String path, String text) {
        boolean fits = text.length() <= Violations.MAX_TEXT;
        violations.check(fits, path, Code.TOO_LARGE, "must have at most 2,000 characters; shorten it");
        return fits ? Tidy.freeText(text) : text;
    }

    private Number number(String path, Number number) {
        if (number instanceof Double || number instanceof Float) {
            boolean finite = Double.isFinite(number.doubleValue());
            violations.check(finite, path, Code.OUT_OF_RANGE, "must be a finite number");
            return finite ? number(path, new BigDecimal(number.toString())) : 0;
        }
        if (number instanceof BigDecimal decimal) {
            // Its digits are counted only if they are few, as that takes long for many.
            boolean few = decimal.unscaledValue().bitLength() <= 2 * MAX_BITS;
            violations.check(
                    few && (long) decimal.precision() - decimal.scale() <= MAX_DIGITS && decimal.scale() <= MAX_DIGITS,
                    path,
                    Code.OUT_OF_RANGE,
                    "must have at most 40 digits before and 40 after the point; round it");
            return decimal;
        }
        if (number instanceof BigInteger integer) {
            boolean few = integer.bitLength() <= MAX_BITS;
            return number(path, few ? new BigDecimal(integer) : TOO_MANY_DIGITS);
        }
        boolean whole = number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte;
        violations.check(whole, path, Code.MALFORMED, "must be a number of java.lang or java.math; convert it");
        return number;
    }
}
