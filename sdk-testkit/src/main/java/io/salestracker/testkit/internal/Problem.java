package io.salestracker.testkit.internal;

import io.salestracker.testkit.Rule;

/**
 * What is wrong with a payload: the first fault found.
 *
 * @param field the path of the field, empty for the payload itself
 * @param reason what is wrong with it, without its value
 * @param rule the rule it breaks
 */
record Problem(String field, String reason, Rule rule) {

    /** Returns the same, seen from the object or list that holds it. */
    Problem inside(String outer) {
        if (field.isEmpty()) {
            return new Problem(outer, reason, rule);
        }
        return new Problem(field.startsWith("[") ? outer + field : outer + "." + field, reason, rule);
    }

    /** Returns the field and what is wrong with it, as one sentence. */
    String message() {
        return field.isEmpty() ? reason : field + " " + reason;
    }
}
