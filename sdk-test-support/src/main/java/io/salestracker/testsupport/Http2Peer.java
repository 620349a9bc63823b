package io.salestracker.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The server's end of a connection over HTTP/2 (RFC 9113), frame by frame, for scripts that break its rules. It does not
 * read headers: a request is known by its body. For the script's thread only.
 */
public final class Http2Peer {
    /** The error code of a stream or connection that ends as it should. */
    public static final int NO_ERROR = 0;
    /** The error code of a fault within the server. */
    public static final int INTERNAL_ERROR = 2;
    /** The error code of a stream that the server did not process. */
    public static final int REFUSED_STREAM = 7;
    /** The setting for the maximum of streams at once. */
    public static final int MAX_CONCURRENT_STREAMS = 3;
    /** The setting for the bytes that a client may send on a stream before it is told to go on. */
    public static final int INITIAL_WINDOW_SIZE = 4;

    private static final int PREFACE = 24;
    private static final int HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    // A literal header without indexing whose name is the 8th of the static table, :status.
    private static final int STATUS_LITERAL = 8;
    private static final int STATUS_LENGTH = 3;
    // The 28th, content-length: 15 in the prefix, and 13 more.
    private static final byte[] LENGTH_LITERAL = {0x0F, 0x0D};
    private static final int CONNECTION = 0;

    private final LoopbackServer.Peer peer;
    private final Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
    private boolean deaf;
    private int resets;

    /** A request that came in whole. */
    public record Message(int stream, String body) {}

    /** Reads the client's preface and sends settings, with one other than its default. */
    public Http2Peer(LoopbackServer.Peer peer, int setting, int value) throws IOException {
        this.peer = peer;
        peer.bytes(PREFACE);
        frame(
                SETTINGS,
                0,
                CONNECTION,
                ByteBuffer.allocate(6).putShort((short) setting).putInt(value).array());
    }

    /** Reads the client's preface and sends the default settings. */
    public Http2Peer(LoopbackServer.Peer peer) throws IOException {
        this.peer = peer;
        peer.bytes(PREFACE);
        frame(SETTINGS, 0, CONNECTION, new byte[0]);
    }

    /** Answers no pings from now on. */
    public void answerNoPings() {
        deaf = true;
    }

    /** Reads until the next request is complete, and answers settings and pings on the way. */
    public Message next() throws IOException {
        while (true) {
            ByteBuffer head = ByteBuffer.wrap(peer.bytes(HEAD));
            int lengthAndType = head.getInt();
            int type = lengthAndType & 0xFF;
            int flags = head.get();
            int stream = head.getInt() & Integer.MAX_VALUE;
            byte[] payload = peer.bytes(lengthAndType >>> 8);
            if (type == SETTINGS && (flags & ACK) == 0) {
                frame(SETTINGS, ACK, CONNECTION, new byte[0]);
            } else if (type == PING && (flags & ACK) == 0 && !deaf) {
                frame(PING, ACK, CONNECTION, payload);
            } else if (type == RST_STREAM) {
                bodies.remove(stream);
                resets++;
            } else if (type == HEADERS || type == DATA) {
                ByteArrayOutputStream body = bodies.computeIfAbsent(stream, id -> new ByteArrayOutputStream());
                if (type == DATA && payload.length > 0) {
                    body.write(payload);
                    windowUpdate(CONNECTION, payload.length);
                    windowUpdate(stream, payload.length);
                }
                if ((flags & END_STREAM) != 0) {
                    bodies.remove(stream);
                    return new Message(stream, body.toString(UTF_8));
                }
            }
        }
    }

    /**
     * Waits until the client has read everything, by a ping. A connection that is closed before may lose what is on the
     * way. Requests that come in meanwhile are lost.
     */
    public void awaitRead() throws IOException {
        frame(PING, 0, CONNECTION, new byte[8]);
        boolean read = false;
        while (!read) {
            ByteBuffer head = ByteBuffer.wrap(peer.bytes(HEAD));
            int lengthAndType = head.getInt();
            int type = lengthAndType & 0xFF;
            read = type == PING && (head.get() & ACK) != 0;
            resets += type == RST_STREAM ? 1 : 0;
            peer.bytes(lengthAndType >>> 8);
        }
    }

    /** Sends a whole response. */
    public void answer(int stream, int status, String body) throws IOException {
        head(stream, status);
        data(stream, body.getBytes(UTF_8), true);
    }

    /** Sends a response's status without end: its body may follow. */
    public void head(int stream, int status) throws IOException {
        frame(HEADERS, END_HEADERS, stream, status(status));
    }

    /** Sends a response's status and the length of the body that follows. */
    public void head(int stream, int status, int length) throws IOException {
        byte[] digits = Integer.toString(length).getBytes(UTF_8);
        byte[] head = status(status);
        byte[] block = ByteBuffer.allocate(head.length + LENGTH_LITERAL.length + 1 + digits.length)
                .put(head)
                .put(LENGTH_LITERAL)
                .put((byte) digits.length)
                .put(digits)
                .array();
        frame(HEADERS, END_HEADERS, stream, block);
    }

    /** Returns how many streams the client has reset so far. */
    public int resets() {
        return resets;
    }

    /** Sends the beginning of a response's headers. */
    public void partOfHead(int stream, int status) throws IOException {
        frame(HEADERS, 0, stream, status(status));
    }

    /** Sends more of a response's headers, again without end: a header that is 1,000 bytes long. */
    public void moreOfHead(int stream) throws IOException {
        String name = "x-flood";
        byte[] header = new byte[2 + name.length() + 3 + 1000];
        ByteBuffer.wrap(header)
                .put((byte) 0)
                .put((byte) name.length())
                .put(name.getBytes(UTF_8))
                // The length 1,000 as a number with a prefix of 7 bits.
                .put(new byte[] {0x7F, (byte) 0xE9, 0x06});
        Arrays.fill(header, header.length - 1000, header.length, (byte) 'x');
        frame(CONTINUATION, 0, stream, header);
    }

    /** Sends a part of a response's body. */
    public void data(int stream, byte[] bytes, boolean end) throws IOException {
        frame(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    /** Ends a stream with an error code. */
    public void reset(int stream, int code) throws IOException {
        frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(code).array());
    }

    /** Says that the connection takes no new streams, and which was the last that it processes. */
    public void goAway(int last) throws IOException {
        goAway(last, NO_ERROR);
    }

    /** Says the same for an error. */
    public void goAway(int last, int code) throws IOException {
        frame(
                GOAWAY,
                0,
                CONNECTION,
                ByteBuffer.allocate(8).putInt(last).putInt(code).array());
    }

    /** Allows more bytes, on the whole connection if the stream is 0. */
    public void windowUpdate(int stream, int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    private static byte[] status(int status) {
        return ByteBuffer.allocate(2 + STATUS_LENGTH)
                .put((byte) STATUS_LITERAL)
                .put((byte) STATUS_LENGTH)
                .put(Integer.toString(status).getBytes(UTF_8))
                .array();
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        peer.send(ByteBuffer.allocate(HEAD + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
    }
}
