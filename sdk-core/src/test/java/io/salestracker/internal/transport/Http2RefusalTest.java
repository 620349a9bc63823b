package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;

/** With classes that are named as OkHttp's, since those may be relocated. {@code Http2IT} has the real ones. */
class Http2RefusalTest {

    private static final class StreamResetException extends IOException {
        private static final long serialVersionUID = 1L;

        StreamResetException(String message) {
            super(message);
        }
    }

    private static final class ConnectionShutdownException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aConnectionThatTakesNoMoreHasNotBegun() {
        assertThat(Http2Refusal.in(new ConnectionShutdownException())).isEqualTo(Http2Refusal.NOT_BEGUN);
    }

    @Test
    void aRefusedStreamWasNotProcessed() {
        IOException refused = new StreamResetException("stream was reset: REFUSED_STREAM");

        assertThat(Http2Refusal.in(refused)).isEqualTo(Http2Refusal.NOT_PROCESSED);
        assertThat(Http2Refusal.in(new InterruptedIOException("timeout").initCause(refused)))
                .isEqualTo(Http2Refusal.NOT_PROCESSED);
    }

    @Test
    void aRefusalThatOkHttpSuppressesIsOneToo() {
        IOException closed = new IOException("closed");
        closed.addSuppressed(new StreamResetException("stream was reset: REFUSED_STREAM"));

        assertThat(Http2Refusal.in(closed)).isEqualTo(Http2Refusal.NOT_PROCESSED);
    }

    @Test
    void everythingElseLeavesDoubt() {
        assertThat(Http2Refusal.in(new StreamResetException("stream was reset: CANCEL")))
                .isNull();
        assertThat(Http2Refusal.in(new StreamResetException("stream was reset: INTERNAL_ERROR")))
                .isNull();
        assertThat(Http2Refusal.in(new StreamResetException("REFUSED_STREAM of another kind")))
                .isNull();
        assertThat(Http2Refusal.in(new StreamResetException(null))).isNull();
        assertThat(Http2Refusal.in(new IOException("stream was reset: REFUSED_STREAM")))
                .isNull();
    }
}
