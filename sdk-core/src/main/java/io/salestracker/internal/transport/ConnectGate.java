package io.salestracker.internal.transport;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets one call at a time open a connection to a host, unless the host is known to speak HTTP/1.1. Over HTTP/2 one
 * connection carries all calls, so the other calls wait for it. Without the gate, calls that start together would each
 * open one.
 *
 * <p>Only calls that find no open connection ask it. Thread-safe.
 */
final class ConnectGate {
    // Hosts, each with its port. All guarded by this.
    private final Set<String> opening = new HashSet<>();
    // Those that speak HTTP/1.1, where each call needs a connection of its own.
    private final Set<String> oneByOne = new HashSet<>();
    private boolean closed;
    private volatile int openings;

    /** How many connections over HTTP/2 were opened so far. */
    int openings() {
        return openings;
    }

    /**
     * Tells whether a call may open a connection now. If so, the call has to report the end by {@link #opened} or
     * {@link #failed}. If not, it has to {@link #await} the connection of another call, and then look for one again.
     *
     * @param before the {@link #openings} before the call looked for an open connection. If there were more since, the call
     *     may have missed one
     */
    synchronized boolean enter(String host, int before) {
        if (oneByOne.contains(host)) {
            return true;
        }
        return before == openings && opening.add(host);
    }

    /** Notes that a connection is open, and which protocol the host speaks. */
    synchronized void opened(String host, boolean http2) {
        if (http2) {
            oneByOne.remove(host);
            openings++;
        } else {
            oneByOne.add(host);
        }
        failed(host);
    }

    /** Notes that no connection was opened, so the next call may try. */
    synchronized void failed(String host) {
        opening.remove(host);
        notifyAll();
    }

    /**
     * Waits until no call opens a connection to the host, or its protocol is known to be HTTP/1.1, or the gate is
     * closed.
     *
     * @return false if the time is up before
     */
    synchronized boolean await(String host, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (opening.contains(host) && !oneByOne.contains(host) && !closed) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Ends all waiting, for good. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
