package io.salestracker.testkit.internal;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.salestracker.testkit.Rule;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
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

    private static final String CURRENCY = "an ISO 4217 currency code of three upper-case letters";

    private static final Rule NOT_BLANK = Source.inferred(
                    "the vendors' tables say required, and such a text is as good as" + " missing")
            .says("a text that is needed is not blank");
    private static final Rule NOT_NEGATIVE =
            Source.assumed("no vendor's document speaks of negative amounts").says("an amount is not negative");
    private static final Rule UNICODE =
            Source.inferred("RFC 8259: JSON is sent in UTF-8").says("a text is Unicode, without half a surrogate pair");

    private Checks() {}

    /** Any string, also an empty one. */
    static Check string() {
        return text("a string", text -> true, UNICODE);
    }

    /** A string that says something; a required field that is blank is as good as missing. */
    static Check text() {
        return text("a string that is not blank", text -> !text.isBlank(), NOT_BLANK);
    }

    static Check uuid() {
        return text("a UUID", Checks::isUuid);
    }

    static Check currency() {
        return text(CURRENCY, CURRENCIES::contains);
    }

    /** A currency where the vendor names no standard; {@code limit} says why other codes are refused. */
    static Check currency(Rule limit) {
        return text(CURRENCY, CURRENCIES::contains, limit);
    }

    static Check oneOf(String... values) {
        Set<String> allowed = Set.of(values);
        return text("exactly one of " + String.join(", ", values), allowed::contains);
    }

    /** A string with a rule of its own; {@code expected} goes after "must be". */
    static Check text(String expected, Predicate<String> valid) {
        return text(expected, valid, null);
    }

    private static Check text(String expected, Predicate<String> valid, @Nullable Rule limit) {
        return new Leaf(expected, JsonNode::isTextual, node -> valid.test(node.textValue()), limit);
    }

    /** An address that somebody else's browser can open as it is; {@code limit} says why another will not do. */
    static Check webAddress(Rule limit) {
        return text("an absolute http or https address", Checks::isWebAddress, limit);
    }

    static Check number() {
        return number("a number", number -> true, null);
    }

    /** A sum of money: nobody's document speaks of a negative one. */
    static Check amount() {
        return number("a number of at least 0", number -> number.signum() >= 0, NOT_NEGATIVE);
    }

    /** A number that the vendor's own table bounds. */
    static Check atLeastOne() {
        return number("a number of at least 1", number -> number.compareTo(BigDecimal.ONE) >= 0, null);
    }

    /** A number that must be above zero for the reason that {@code limit} gives. */
    static Check aboveZero(Rule limit) {
        return number("a number above 0", number -> number.signum() > 0, limit);
    }

    private static Check number(String expected, Predicate<BigDecimal> valid, @Nullable Rule limit) {
        return new Leaf(expected, JsonNode::isNumber, node -> valid.test(node.decimalValue()), limit);
    }

    static Check object() {
        return new Leaf("a JSON object", JsonNode::isObject, node -> true, null);
    }

    /** A list of such values, at least so many. */
    static Check listOf(int atLeast, Check item) {
        return new Many(atLeast, item, false);
    }

    /** One such value, or a list of them. */
    static Check oneOrMany(Check item) {
        return new Many(0, item, true);
    }

    /** Notes it if this is not the one object that the rule speaks of; {@code what} goes before "must be". */
    static boolean isObject(JsonNode node, String what, Rule rule, Problems problems) {
        if (!node.isObject() && !node.isMissingNode()) {
            problems.add("", what + " must be one JSON object, is " + typeOf(node), rule);
        }
        return node.isObject();
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

    private static boolean isWebAddress(String text) {
        try {
            URI address = new URI(text);
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            String authority = requireNonNullElse(address.getRawAuthority(), "");
            String host = authority.substring(authority.lastIndexOf('@') + 1);
            return web && !host.isEmpty() && !host.startsWith(":");
        } catch (URISyntaxException e) {
            return false;
        }
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

    private record Leaf(
            String expected,
            Predicate<JsonNode> type,
            Predicate<JsonNode> valid,
            @Nullable Rule limit) implements Check {
        @Override
        public void check(JsonNode value, Rule rule, Problems problems) {
            if (!type.test(value)) {
                problems.add("", wrongType(this, value, rule).reason() + remedy(value), rule);
            } else if (value.isTextual() && !isUnicode(value.textValue())) {
                problems.add("", "must be Unicode, has half of a surrogate pair", UNICODE);
            } else if (!valid.test(value)) {
                problems.add("", "must be " + expected, limit == null ? rule : limit);
            }
        }

        private String remedy(JsonNode value) {
            boolean number = type.test(IntNode.valueOf(1));
            boolean string = type.test(TextNode.valueOf(""));
            return number && value.isTextual()
                    ? ": leave out the quotes"
                    : string && value.isNumber() ? ": put it in quotes" : "";
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
        public void check(JsonNode value, Rule rule, Problems problems) {
            if (orOne && value.isObject()) {
                item.check(value, rule, problems);
            } else if (!value.isArray()) {
                String remedy = value.isObject() ? ": put it into a list" : "";
                problems.add("", wrongType(this, value, rule).reason() + remedy, rule);
            } else if (value.size() < atLeast) {
                problems.add("", "must have at least " + atLeast, rule);
            } else {
                for (int i = 0; i < value.size() && !problems.isFull(); i++) {
                    int mark = problems.mark();
                    item.check(value.get(i), rule, problems);
                    problems.inside(mark, "[" + i + "]");
                }
            }
        }
    }
}
