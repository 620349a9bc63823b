package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.salestracker.testkit.Payload;
import org.jspecify.annotations.Nullable;

/** One event of a request, after all checks that need no memory of earlier ones. */
record Sighting(
        Facts facts,
        JsonNode json,
        Payload payload,
        @Nullable Refusal refusal) {

    static Sighting unreadable(Call call, Refusal refusal) {
        return new Sighting(Facts.unknown(call.path()), MissingNode.getInstance(), Payload.of(call.body()), refusal);
    }
}
