package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what the vendors of a {@link VendorSandbox} received. AssertJ's own {@code assertThat(sandbox)} begins them:
 *
 * <pre>{@code
 * assertThat(sandbox).text().receivedOrder("1042").withTotal("149.99").once();
 * assertThat(sandbox).alhena().receivedInOrder("ITEM_ADDED", "checkout").receivedNothingElse();
 * assertThat(sandbox).rejectedNothing();
 * }</pre>
 *
 * <p>Delivery is asynchronous. Assertions that something came wait until it does, 5 seconds at most if {@link #within} says
 * nothing else. Assertions that something did not come wait, as long at most, until {@link VendorSandbox#tracker() the
 * sandbox's tracker} has nothing more on its way, and then hold for that moment; a tracker of the test's own is to be
 * flushed before.
 *
 * <p><i>Received</i> is what a vendor accepted. What fails says what came nearest, with order ids, product ids and amounts,
 * and without identities. Not thread-safe.
 */
public final class SandboxAssert extends AbstractAssert<SandboxAssert, VendorSandbox> {
    private Watch watch;

    SandboxAssert(VendorSandbox sandbox) {
        super(sandbox, SandboxAssert.class);
        this.watch = Watch.all(sandbox);
    }

    /** Sets the longest wait of the assertions that follow, at every vendor. Default: 5 seconds. */
    public SandboxAssert within(Duration limit) {
        watch = watch.within(limit);
        return this;
    }

    /** Goes on with what Alhena received. */
    public VendorAssert alhena() {
        return at(Vendor.ALHENA);
    }

    /** Goes on with what Ebbot received. */
    public VendorAssert ebbot() {
        return at(Vendor.EBBOT);
    }

    /** Goes on with what Text received, on either of its routes. */
    public VendorAssert text() {
        return at(Vendor.TEXT);
    }

    /** Goes on with what Tracktor.io received. */
    public VendorAssert tracktor() {
        return at(Vendor.TRACKTOR);
    }

    /** Goes on with what a vendor received. */
    public VendorAssert at(Vendor vendor) {
        return new VendorAssert(watch.at(requireNonNull(vendor, "vendor")), info);
    }

    /** Asserts that no vendor received anything: nothing arrived, not even something that was rejected. */
    public SandboxAssert receivedNothing() {
        return holds(Absence.nothing(watch));
    }

    /** Asserts that no vendor rejected anything. */
    public SandboxAssert rejectedNothing() {
        return holds(Absence.nothingRejected(watch));
    }

    /** Asserts that no vendor received anything again; {@link VendorAssert#hasDuplicates} says what that is. */
    public SandboxAssert hasNoDuplicates() {
        return holds(Absence.duplicates(watch, 0));
    }

    private SandboxAssert holds(String complaint) {
        if (!complaint.isEmpty()) {
            failWithMessage("%s", complaint);
        }
        return this;
    }
}
