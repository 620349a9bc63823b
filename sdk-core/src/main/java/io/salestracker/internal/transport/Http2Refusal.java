package io.salestracker.internal.transport;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Why a request that failed over HTTP/2 was certainly not processed. OkHttp's exceptions for that are internal
 * classes, which may move or be missing, so their names and messages are compared. An exception that is not recognized
 * leaves the request in doubt.
 */
enum Http2Refusal {
    /** OkHttp wrote no byte of the request, since the connection takes no more requests. */
    NOT_BEGUN,
    /**
     * The server said that it did not process the request: it refused the stream, or ended the connection with a last
     * stream before this one (RFC 9113, 8.7). OkHttp shows both in the same way.
     */
    NOT_PROCESSED;

    private static final String SHUT_DOWN = "ConnectionShutdownException";
    private static final String RESET = "StreamResetException";
    private static final String REFUSED = "stream was reset: REFUSED_STREAM";
    private static final int DEPTH = 4;

    /** The refusal in a call's failure; null if there is none. */
    static @Nullable Http2Refusal in(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++) {
            String name = at.getClass().getSimpleName();
            if (name.equals(SHUT_DOWN)) {
                return NOT_BEGUN;
            }
            if (isRefused(at) || Arrays.stream(at.getSuppressed()).anyMatch(Http2Refusal::isRefused)) {
                return NOT_PROCESSED;
            }
            at = at.getCause();
        }
        return null;
    }

    /** OkHttp 5 suppresses the refusal if writing the same stream failed before, over a connection that has closed. */
    private static boolean isRefused(Throwable failure) {
        return failure.getClass().getSimpleName().equals(RESET) && REFUSED.equals(failure.getMessage());
    }
}
