package io.salestracker.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a failure over HTTP/2 tells about the request. OkHttp's exceptions for it are internal classes, which may move or
 * be missing. So they are recognized by name and message: one that is not recognized leaves the request in doubt.
 */
enum Http2Refusal {
    /** The connection takes no more requests, which OkHttp noticed before it wrote a byte of this one. */
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

    /** The refusal that a call's failure tells of; null if it tells of none. */
    static @Nullable Http2Refusal in(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++) {
            String name = at.getClass().getSimpleName();
            if (name.equals(SHUT_DOWN)) {
                return NOT_BEGUN;
            }
            if (name.equals(RESET) && REFUSED.equals(at.getMessage())) {
                return NOT_PROCESSED;
            }
            at = at.getCause();
        }
        return null;
    }
}
