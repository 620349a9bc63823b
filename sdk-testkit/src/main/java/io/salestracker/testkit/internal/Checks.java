package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Rule;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of value that the vendors' tables name. */
final class Checks {
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private Checks() {}

    /** Any string, also an empty one. */
    static Check string() {
        return text("a string", text -> true);
    }

    /** A string that says something; a required field that is blank is as good as missing. */
    static Check text() {
        return text("a string that is not blank", text -> !text.isBlank());
    }

    static Check uuid() {
        return text("a UUID", Checks::isUuid);
    }

    static Check currency() {
        return text("an ISO 4217 currency code of three upper-case letters", CURRENCIES::contains);
    }

    static Check oneOf(String... values) {
        Set<String> allowed = Set.of(values);
        return text("exactly one of " + String.join(", ", values), allowed::contains);
    }

    /** A string with a rule of its own; {@code expected} goes after "must be". */
    static Check text(String expected, Predicate<String> valid) {
        return new Leaf(
                expected, JsonNode::isTextual, node -> isUnicode(node.textValue()) && valid.test(node.textValue()));
    }

    static Check number() {
        return new Leaf("a number", JsonNode::isNumber, node -> true);
    }

    /** A number of at least this. */
    static Check atLeast(int minimum) {
        BigDecimal bound = BigDecimal.valueOf(minimum);
        return number(
                "a number of at least " + minimum, node -> node.decimalValue().compareTo(bound) >= 0);
    }

    static Check aboveZero() {
        return number("a number above 0", node -> node.decimalValue().signum() > 0);
    }

    static Check number(String expected, Predicate<JsonNode> valid) {
        return new Leaf(expected, JsonNode::isNumber, valid);
    }

    static Check object() {
        return new Leaf("a JSON object", JsonNode::isObject, node -> true);
    }

    /** A list of such values, at least so many. */
    static Check listOf(int atLeast, Check item) {
        return new Many(atLeast, item, false);
    }

    /** One such value, or a list of them. */
    static Check oneOrMany(Check item) {
        return new Many(0, item, true);
    }

    static Problem wrongType(Check check, JsonNode value, Rule rule) {
        return new Problem("", "must be " + check.expected() + ", is " + typeOf(value), rule);
    }

    static boolean isUuid(String text) {
        if (text.length() != 36) {
            return false;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
        }
        return true;
    }

    static boolean isCurrency(@Nullable String code) {
        return code != null && CURRENCIES.contains(code);
    }

    /** Whether every surrogate has its other half; without it a text is no Unicode and cannot be stored as UTF-8. */
    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
            case STRING -> "a string";
            default -> "a " + value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    private record Leaf(String expected, Predicate<JsonNode> type, Predicate<JsonNode> valid) implements Check {
        @Override
        public @Nullable Problem check(JsonNode value, Rule rule) {
            if (!type.test(value)) {
                return wrongType(this, value, rule);
            }
            return valid.test(value) ? null : new Problem("", "must be " + expected, rule);
        }
    }

    private record Many(int atLeast, Check item, boolean orOne) implements Check {
        @Override
        public String expected() {
            if (orOne) {
                return item.expected() + ", or a list of these";
            }
            return "a list" + (atLeast > 0 ? " of at least " + atLeast : "") + ", each " + item.expected();
        }

        @Override
        public @Nullable Problem check(JsonNode value, Rule rule) {
            if (!value.isArray()) {
                return orOne ? item.check(value, rule) : wrongType(this, value, rule);
            }
            if (value.size() < atLeast) {
                return new Problem("", "must have at least " + atLeast, rule);
            }
            for (int i = 0; i < value.size(); i++) {
                Problem problem = item.check(value.get(i), rule);
                if (problem != null) {
                    return problem.inside("[" + i + "]");
                }
            }
            return null;
        }
    }
}
