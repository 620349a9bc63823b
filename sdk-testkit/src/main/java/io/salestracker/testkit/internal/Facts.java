package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.ReceivedKind;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What an event is about, as far as it can be told; read also from events that are refused. */
record Facts(
        ReceivedKind kind,
        @Nullable String name,
        @Nullable String orderId,
        @Nullable String visitor,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        @Nullable String orderNumber) {

    Facts(
            ReceivedKind kind,
            @Nullable String name,
            @Nullable String orderId,
            @Nullable String visitor,
            @Nullable BigDecimal amount,
            @Nullable String currency) {
        this(kind, name, orderId, visitor, amount, currency, null);
    }

    static Facts unknown(String path) {
        return new Facts(ReceivedKind.UNKNOWN, path, null, null, null, null);
    }

    /** Reads a string member, or null if it is none. */
    static @Nullable String string(JsonNode object, String field) {
        return object.path(field).textValue();
    }

    /** Reads a number that can be added up without surprises, or null if it is none. */
    static @Nullable BigDecimal number(JsonNode object, String field) {
        return plain(object.path(field));
    }

    static @Nullable BigDecimal plain(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        BigDecimal number = value.decimalValue();
        return Math.abs((long) number.scale()) > 100 || number.precision() > 100 ? null : number;
    }
}
