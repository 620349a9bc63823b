package io.salestracker.testkit;

/** How sure it is that a vendor has a rule. */
public enum Certainty {
    /** Stated in one of the vendor's own documents on sales tracking. */
    STATED,
    /** Stated in another public source, such as an API reference, or seen in software the vendor publishes. */
    PUBLISHED,
    /** Not stated, but follows closely from something that is. */
    INFERRED,
    /** Not known at all: the sandbox's own proposal. A real vendor may well behave differently. */
    ASSUMED
}
