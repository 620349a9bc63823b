package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

/**
 * Assertions on an event that a vendor rejected. Each narrows which event is meant; then any assertion of {@link
 * VendorAssert} can follow. Not thread-safe.
 */
public final class RejectionAssert extends VendorAssert {
    private Wanted wanted;
    private Received event;

    RejectionAssert(VendorAssert before, Wanted wanted) {
        super(before.watch(), before.info);
        this.wanted = wanted;
        this.event = claim(wanted, "reject", true);
    }

    /** Asserts which field was at fault, by its path on the wire, such as {@code event.data.order.currency}. */
    public RejectionAssert withField(String path) {
        requireNonNull(path, "path");
        return with(new Wanted.Condition(
                "for " + path,
                found -> path.equals(found.field()),
                found -> found.field() == null ? "no field is at fault" : "the field at fault is " + found.field()));
    }

    /** Asserts that the reason contains this text. */
    public RejectionAssert withReason(String part) {
        requireNonNull(part, "part");
        return with(new Wanted.Condition(
                "for a reason with \"" + part + "\"",
                found -> found.reason() != null && found.reason().contains(part),
                found -> "the reason is: " + found.reason()));
    }

    /** Asserts the HTTP status of the response. */
    public RejectionAssert withStatus(int status) {
        return with(new Wanted.Condition(
                "with status " + status,
                found -> found.status() == status,
                found -> "the status is " + found.status()));
    }

    private RejectionAssert with(Wanted.Condition condition) {
        watch().claimed().remove(event.sequence());
        wanted = wanted.with(condition);
        event = claim(wanted, "reject", false);
        return this;
    }
}
