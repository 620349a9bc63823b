package io.salestracker.promises;

import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;

/** What a peer may do with a request that no server should. It takes the events where it says so, or by the toss. */
enum Strangeness {
    HANGS_UP_BEFORE_THE_REQUEST,
    RESETS_BEFORE_THE_REQUEST,
    RESETS_DURING_THE_REQUEST,
    SAYS_TOO_LARGE_UNREAD,
    SAYS_ERROR_HALF_READ,
    HANGS_UP_AFTER_THE_REQUEST,
    RESETS_AFTER_THE_REQUEST,
    STALLS,
    ERROR_WITH_AN_ENDLESS_BODY,
    STATUS_LINE_CUT,
    HEADERS_CUT,
    ANOTHER_PROTOCOL,
    INTERIM_ANSWERS_ONLY,
    TAKEN_WITH_THE_BODY_CUT,
    TAKEN_IN_CHUNKS,
    TAKEN_IN_THE_OLD_WAY,
    TAKEN_AFTER_INTERIM_ANSWERS,
    TAKEN_WITHOUT_CONTENT_THAT_IS_THERE,
    TAKEN_IN_TWO_FRAMINGS,
    TAKEN_BYTE_BY_BYTE,
    TAKEN_AND_HUNG_UP_UNTOLD;

    private static final String CHUNKS = "2\r\nok\r\n0\r\n\r\n";
    private static final int MEGABYTE = 1 << 20;

    /** Does it; true if the connection may be used again. */
    boolean serve(LoopbackServer.Peer peer, Takings takings, boolean toss) throws IOException {
        if (this == HANGS_UP_BEFORE_THE_REQUEST) {
            return false;
        }
        if (this == RESETS_BEFORE_THE_REQUEST) {
            peer.reset();
            return false;
        }
        peer.head();
        switch (this) {
            case RESETS_DURING_THE_REQUEST -> {
                peer.halfOfTheBody();
                peer.reset();
                return false;
            }
            case SAYS_TOO_LARGE_UNREAD -> {
                peer.send("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return false;
            }
            case SAYS_ERROR_HALF_READ -> {
                peer.send("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
                peer.halfOfTheBody();
                return false;
            }
            default -> {
                byte[] body = peer.body();
                if (toss || name().startsWith("TAKEN")) {
                    takings.take(body);
                }
                return answer(peer);
            }
        }
    }

    private boolean answer(LoopbackServer.Peer peer) throws IOException {
        switch (this) {
            case RESETS_AFTER_THE_REQUEST -> peer.reset();
            case STALLS -> peer.awaitHangUp();
            case ERROR_WITH_AN_ENDLESS_BODY -> {
                peer.send("HTTP/1.1 500 No\r\n\r\n");
                for (int i = 0; i < 10; i++) {
                    peer.send("x".repeat(MEGABYTE));
                }
            }
            case STATUS_LINE_CUT -> peer.send("HTTP/1.1 2");
            case HEADERS_CUT -> peer.send("HTTP/1.1 200 OK\r\nContent-Len");
            case ANOTHER_PROTOCOL -> peer.send("SSH-2.0-Peer\r\n");
            case INTERIM_ANSWERS_ONLY -> peer.send("HTTP/1.1 102 Wait\r\n\r\n".repeat(100));
            case TAKEN_WITH_THE_BODY_CUT -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut");
            case TAKEN_IN_THE_OLD_WAY -> peer.send("HTTP/1.0 200 OK\r\n\r\nuntil the end");
            case TAKEN_AND_HUNG_UP_UNTOLD -> peer.send(LoopbackServer.OK);
            default -> {
                return answerAndGoOn(peer);
            }
        }
        return false;
    }

    private boolean answerAndGoOn(LoopbackServer.Peer peer) throws IOException {
        switch (this) {
            case TAKEN_IN_CHUNKS -> peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS);
            case TAKEN_AFTER_INTERIM_ANSWERS ->
                peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n" + LoopbackServer.OK);
            case TAKEN_WITHOUT_CONTENT_THAT_IS_THERE -> peer.send("HTTP/1.1 204 None\r\nContent-Length: 2\r\n\r\nok");
            case TAKEN_IN_TWO_FRAMINGS ->
                peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n" + CHUNKS);
            case TAKEN_BYTE_BY_BYTE -> {
                for (char c : LoopbackServer.OK.toCharArray()) {
                    peer.send(String.valueOf(c));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
