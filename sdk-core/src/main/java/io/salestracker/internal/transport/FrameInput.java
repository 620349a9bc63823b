package io.salestracker.internal.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes on the bytes of a connection over HTTP/2, with a bound for each header block. OkHttp before 5 has no bound, so a
 * block without end would fill the heap until the call's time is up. This stream also notes whether a GOAWAY has an error,
 * which OkHttp does not show. One thread reads; any thread may call {@link #hasFailed}.
 */
final class FrameInput extends FilterInputStream {
    // As much as OkHttp allows over HTTP/1.1.
    private static final int MAX_BLOCK = 256 * 1024;
    private static final int HEAD = 9;
    private static final int TYPE_AT = 3;
    private static final int HEADERS = 1;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    // A GOAWAY's payload is the last stream and an error, four bytes each, and perhaps a text.
    private static final int ERROR_AT = 4;
    private static final int ERROR_END = 8;

    private int headBytes;
    private int length;
    private int type;
    private int payloadLeft;
    private int payloadAt;
    private volatile boolean failed;
    // Bytes of the present header block so far.
    private int block;

    FrameInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        int end = offset + count;
        for (int at = offset; at < end; ) {
            if (payloadLeft > 0) {
                int passed = Math.min(payloadLeft, end - at);
                if (type == GOAWAY) {
                    goAway(bytes, at, passed);
                }
                payloadLeft -= passed;
                payloadAt += passed;
                at += passed;
            } else {
                head(bytes[at++] & 0xFF);
            }
        }
        return count;
    }

    /** Tells whether the server ended the connection with an error. */
    boolean hasFailed() {
        return failed;
    }

    private void goAway(byte[] bytes, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int at = payloadAt + i;
            failed |= at >= ERROR_AT && at < ERROR_END && bytes[offset + i] != 0;
        }
    }

    /** Takes the next byte of a frame's head: a length of three bytes, the type, flags and the stream. */
    private void head(int next) throws IOException {
        if (headBytes < TYPE_AT) {
            length = length << Byte.SIZE | next;
        } else if (headBytes == TYPE_AT) {
            type = next;
        }
        if (++headBytes < HEAD) {
            return;
        }
        if (type == HEADERS) {
            block = length;
        } else if (type == CONTINUATION) {
            block += length;
        }
        if (block > MAX_BLOCK) {
            throw new IOException("a header block is too long");
        }
        payloadLeft = length;
        payloadAt = 0;
        length = 0;
        headBytes = 0;
    }
}
