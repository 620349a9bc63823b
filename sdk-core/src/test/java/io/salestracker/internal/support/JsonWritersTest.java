package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class JsonWritersTest {
    private final JsonWriters writers = new JsonWriters();

    @Test
    void eachValueIsWrittenAlone() {
        String large = "0123456789".repeat(10_000);

        for (String text : new String[] {"a", large, "b", "", large, "c"}) {
            assertThat(writers.write(json -> json.writeString(text))).isEqualTo(("\"" + text + "\"").getBytes(UTF_8));
        }
    }

    @Test
    void aValueThatFailedHalfwayLeavesNothingInTheNext() {
        assertThatThrownBy(() -> writers.write(json -> {
                    json.writeStartObject();
                    json.writeStringField("half", "of it");
                    throw new IOException("no more");
                }))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(writers.write(json -> json.writeNumber(1))).isEqualTo("1".getBytes(UTF_8));
    }

    @Test
    void aValueMayBeWrittenWhileAnotherIs() {
        byte[] outer = writers.write(json -> {
            json.writeStartArray();
            json.writeString(new String(writers.write(inner -> inner.writeNumber(1)), UTF_8));
            json.writeEndArray();
        });

        assertThat(outer).isEqualTo("[\"1\"]".getBytes(UTF_8));
        assertThat(writers.write(json -> json.writeNumber(2))).isEqualTo("2".getBytes(UTF_8));
    }
}
