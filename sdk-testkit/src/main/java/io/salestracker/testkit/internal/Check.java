package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Rule;
import org.jspecify.annotations.Nullable;

/** What a value must be. */
interface Check {

    /** Says it, to go after "must be". */
    String expected();

    /** Returns what is wrong with the value, or null; {@code rule} is that of the field which holds it. */
    @Nullable
    Problem check(JsonNode value, Rule rule);
}
