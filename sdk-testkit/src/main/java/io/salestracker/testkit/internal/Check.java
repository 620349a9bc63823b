package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Rule;

/** What a value must be. */
interface Check {

    /** Says it, to go after "must be". */
    String expected();

    /** Notes what is wrong with the value, if anything; {@code rule} is that of the field which holds it. */
    void check(JsonNode value, Rule rule, Problems problems);
}
