package io.salestracker.event;

import static java.util.Objects.requireNonNull;

/**
 * One fault of an event. It never contains the value, which may be personal data.
 *
 * @param path where, such as {@code items[2].quantity}
 * @param code what kind of fault, for programs
 * @param message the rule and the fix, for people
 */
public record Violation(String path, Code code, String message) {

    /** The kinds of fault. */
    public enum Code {
        /** A required field is missing or blank. */
        REQUIRED,
        /** The text or number is not of the required form. */
        MALFORMED,
        /** The number is below or above what is allowed. */
        OUT_OF_RANGE,
        /** The text is too long, or there are too many entries. */
        TOO_LARGE,
        /** Two fields contradict each other. */
        CONFLICT
    }

    /** Checks that nothing is null. */
    public Violation {
        requireNonNull(path, "path");
        requireNonNull(code, "code");
        requireNonNull(message, "message");
    }

    /** The same fault seen from one level up. */
    Violation under(String parent) {
        String joined = path.isEmpty() ? parent : parent.isEmpty() ? path : parent + "." + path;
        return new Violation(joined, code, message);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + " " + message;
    }
}
