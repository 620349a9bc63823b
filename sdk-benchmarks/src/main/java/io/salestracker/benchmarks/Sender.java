package io.salestracker.benchmarks;

import java.time.Duration;

/** A way to send the event of each {@link Sale} to a vendor that takes one a request. One thread uses it. */
interface Sender {

    /** Hands over the event with this number, by the visitor {@link Line#visitor}. */
    void send(int number);

    /** Events handed over that are neither with the vendor nor given up. */
    long pending();

    /** Waits until none is pending, or for so long. */
    void await(Duration patience) throws InterruptedException;
}
