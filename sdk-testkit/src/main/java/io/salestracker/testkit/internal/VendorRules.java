package io.salestracker.testkit.internal;

import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One vendor's endpoints: what they refuse, what they remember, what they answer. */
interface VendorRules {

    Vendor vendor();

    Set<String> paths();

    /** Reads the events of a request, at least one, and checks them. Touches no memory; any thread may call it. */
    List<Sighting> inspect(Call call);

    /**
     * Decides what only memory of earlier events can tell about one that was not refused. Called under the journal's lock, so
     * that the order of decisions is the order of the journal.
     */
    Disposition settle(Call call, Sighting sighting);

    /** VendorResponses a request of these events, none of them kept back by a fault. */
    VendorResponse answer(Call call, List<Received> events, List<Sighting> sightings);

    /** Returns why the vendor ignores events, if it ever does. */
    default @Nullable Rule ignores() {
        return null;
    }

    /**
     * Returns why the vendor credits nothing to a visitor who never used its assistant, or null if it is not known to look at
     * that.
     */
    default @Nullable Rule attribution() {
        return null;
    }

    /** Forgets earlier events. Called under the journal's lock. */
    void forget();
}
