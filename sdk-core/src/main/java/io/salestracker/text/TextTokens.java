package io.salestracker.text;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the token of the Customer Chat API until it is refused, and renews it once for all requests that used it.
 * Thread-safe: judging never waits for the supplier.
 */
final class TextTokens {
    private final TextTokenSupplier supplier;
    private final ReentrantLock fetching = new ReentrantLock();
    private final Object lock = new Object();
    private volatile State state = new State(null, null, false, null); // Written under the lock.

    TextTokens(TextTokenSupplier supplier) {
        this.supplier = requireNonNull(supplier, "tokens");
    }

    /**
     * What is known.
     *
     * @param token the token in use; null if one must be fetched
     * @param rejected the token that the next fetch is to replace; null if there is none
     * @param unproven true if the token in use is a renewed one that no response has accepted yet
     * @param refused the last renewed token that was refused
     */
    private record State(
            @Nullable String token,
            @Nullable String rejected,
            boolean unproven,
            @Nullable String refused) {

        State fetched(String fresh) {
            return new State(fresh, null, rejected != null, refused);
        }

        State dropped() {
            return new State(null, token, false, unproven ? token : refused);
        }

        State accepted() {
            return new State(token, null, false, refused);
        }

        @Override
        public String toString() {
            return "State[...]";
        }
    }

    /** The token in use; fetches one if there is none, which blocks. */
    String current() throws IOException {
        String token = state.token();
        if (token != null) {
            return token;
        }
        try {
            fetching.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another request fetches the token");
        }
        try {
            State known = state;
            if (known.token() != null) {
                return known.token();
            }
            String fresh = fetch(known.rejected());
            synchronized (lock) {
                state = state.fetched(fresh);
            }
            return fresh;
        } finally {
            fetching.unlock();
        }
    }

    private String fetch(@Nullable String rejected) throws IOException {
        String token;
        try {
            token = supplier.token(rejected);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            // Also an error: the supplier is the user's, and no event ends for its failure.
            throw new IOException("the token supplier failed", e);
        }
        if (token == null || token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IOException("the token supplier must give printable ASCII without blanks");
        }
        return token;
    }

    /** Notes that a request with this token was not refused for it. */
    void accepted(String used) {
        synchronized (lock) {
            if (used.equals(state.token())) {
                state = state.accepted();
            }
        }
    }

    /**
     * Notes that a request was refused for this token.
     *
     * @return true if a renewed token was refused too, so that renewing again is no remedy
     */
    boolean refused(String used) {
        synchronized (lock) {
            State known = state;
            if (!used.equals(known.token())) {
                return used.equals(known.refused());
            }
            state = known.dropped();
            return known.unproven();
        }
    }

    /** The tokens a response may repeat. */
    List<String> known() {
        State known = state;
        return Stream.of(known.token(), known.refused())
                .filter(Objects::nonNull)
                .toList();
    }
}
