package io.salestracker.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The requests of one connection, one after the other, in one buffer. */
final class Exchange {
    private final Socket peer;
    private final InputStream in;
    private final boolean delayedAcks;
    private byte[] buffer = new byte[128 << 10];
    private int filled;
    private int end;
    private int bodyStart;
    private String head = "";

    Exchange(Socket peer, boolean delayedAcks) throws IOException {
        this.peer = peer;
        this.in = peer.getInputStream();
        this.delayedAcks = delayedAcks;
    }

    /** Reads the next one; false at the end of the connection. */
    boolean read() throws IOException {
        System.arraycopy(buffer, end, buffer, 0, filled - end);
        filled -= end;
        end = 0;
        int headEnd = headEnd(0);
        while (headEnd < 0) {
            int searched = Math.max(0, filled - 3);
            if (!fill()) {
                return false;
            }
            headEnd = headEnd(searched);
        }
        head = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1);
        bodyStart = headEnd;
        String length = header("content-length");
        if (length == null && header("transfer-encoding") != null) {
            readChunks();
            return true;
        }
        end = bodyStart + (length == null ? 0 : Integer.parseInt(length));
        while (filled < end) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Puts the chunks together where they stand. */
    private void readChunks() throws IOException {
        int at = bodyStart;
        int to = bodyStart;
        while (true) {
            int line = at;
            while (line + 1 >= filled || buffer[line] != '\r') {
                if (line + 1 >= filled) {
                    fillOrFail();
                } else {
                    line++;
                }
            }
            int size = Integer.parseInt(new String(buffer, at, line - at, StandardCharsets.ISO_8859_1), 16);
            int start = line + 2;
            while (filled < start + size + 2) {
                fillOrFail();
            }
            if (size == 0) {
                // What follows is moved up, so that the next request starts where this one ends.
                System.arraycopy(buffer, start + 2, buffer, to, filled - start - 2);
                filled -= start + 2 - to;
                end = to;
                return;
            }
            System.arraycopy(buffer, start, buffer, to, size);
            to += size;
            at = start + size + 2;
        }
    }

    private void fillOrFail() throws IOException {
        if (!fill()) {
            throw new IOException("cut");
        }
    }

    private boolean fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        // The system forgets the wish with each response, and acknowledges what was read when told again.
        peer.setOption(ExtendedSocketOptions.TCP_QUICKACK, !delayedAcks);
        filled += Math.max(0, read);
        return read >= 0;
    }

    private int headEnd(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    private @Nullable String header(String lowerName) {
        for (int line = head.indexOf("\r\n"); line >= 0; line = head.indexOf("\r\n", line + 2)) {
            int value = line + 2 + lowerName.length();
            if (head.regionMatches(true, line + 2, lowerName, 0, lowerName.length())
                    && value < head.length()
                    && head.charAt(value) == ':') {
                return head.substring(value + 1, head.indexOf("\r\n", value)).trim();
            }
        }
        return null;
    }

    String path() {
        int from = head.indexOf(' ') + 1;
        return head.substring(from, head.indexOf(' ', from));
    }

    boolean isGzip() {
        return "gzip".equalsIgnoreCase(header("content-encoding"));
    }

    boolean isProtobuf() {
        return "application/x-protobuf".equalsIgnoreCase(header("content-type"));
    }

    /** Where the request stands; another array after the next. */
    byte[] buffer() {
        return buffer;
    }

    /** Of head and body. */
    int length() {
        return end;
    }

    /** Where the body starts, or the head of a request without one: some say it all in the address. */
    int textStart() {
        return end > bodyStart ? bodyStart : 0;
    }
}
