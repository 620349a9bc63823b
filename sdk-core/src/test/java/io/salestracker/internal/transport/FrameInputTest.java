package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames, read in pieces of some bytes. */
class FrameInputTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int QUARTER = 64 * 1024;

    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    private void frame(int type, byte... payload) {
        wire.write(payload.length >> 16);
        wire.write(payload.length >> 8);
        wire.write(payload.length);
        wire.write(type);
        wire.writeBytes(new byte[5]);
        wire.writeBytes(payload);
    }

    private FrameInput read(int piece) throws IOException {
        FrameInput input = new FrameInput(new ByteArrayInputStream(wire.toByteArray()));
        byte[] bytes = new byte[piece];
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        for (int count = input.read(bytes, 0, piece); count >= 0; count = input.read(bytes, 0, piece)) {
            passed.write(bytes, 0, count);
        }
        assertThat(passed.toByteArray()).isEqualTo(wire.toByteArray());
        return input;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void aGoAwayWithAnErrorHasFailed(int piece) throws IOException {
        frame(DATA, new byte[300]);
        frame(DATA, new byte[3]);
        frame(GOAWAY, new byte[] {0, 0, 0, 5, 0, 0, 0, 2});

        assertThat(read(piece).hasFailed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void neitherLastStreamNorTextNorOtherFramesAreAnError(int piece) throws IOException {
        frame(DATA, new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1});
        frame(GOAWAY, new byte[] {127, -1, -1, -1, 0, 0, 0, 0, 'b', 'y', 'e'});
        frame(GOAWAY, new byte[] {0, 0, 0, 5, 0, 0, 0, 0});
        frame(DATA, new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1});

        assertThat(read(piece).hasFailed()).isFalse();
    }

    @Test
    void anErrorStaysAfterAGoAwayWithout() throws IOException {
        frame(GOAWAY, new byte[] {0, 0, 0, 5, 0, 0, 1, 0});
        frame(GOAWAY, new byte[] {0, 0, 0, 5, 0, 0, 0, 0});

        assertThat(read(3).hasFailed()).isTrue();
    }

    @Test
    void eachByteAloneIsReadToo() throws IOException {
        frame(GOAWAY, new byte[] {0, 0, 0, 5, 0, 0, 0, 2});
        FrameInput input = new FrameInput(new ByteArrayInputStream(wire.toByteArray()));
        for (byte expected : wire.toByteArray()) {
            assertThat(input.read()).isEqualTo(expected);
        }

        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.hasFailed()).isTrue();
    }

    @Test
    void aHeaderBlockMayBeAsLongAsTheBound() throws IOException {
        for (int block = 0; block < 3; block++) {
            frame(HEADERS, new byte[QUARTER]);
            for (int i = 0; i < 3; i++) {
                frame(CONTINUATION, new byte[QUARTER]);
            }
            frame(DATA, new byte[QUARTER]);
        }

        assertThat(read(10_000).hasFailed()).isFalse();
    }

    @Test
    void aLongerHeaderBlockEndsTheConnection() {
        frame(HEADERS, new byte[QUARTER]);
        for (int i = 0; i < 3; i++) {
            frame(CONTINUATION, new byte[QUARTER]);
        }
        frame(CONTINUATION, new byte[1]);

        assertThatThrownBy(() -> read(10_000)).isInstanceOf(IOException.class);
    }
}
