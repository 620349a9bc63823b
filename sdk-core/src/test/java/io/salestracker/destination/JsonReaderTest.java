package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final byte[] BODY =
            "{\"error\":{\"type\":\"late\",\"code\":7,\"final\":true,\"none\":null},\"list\":[1]}".getBytes(UTF_8);

    @Test
    void aValueIsFoundByTheNamesOnTheWayToIt() {
        assertThat(JsonReader.text(BODY, "error", "type")).isEqualTo("late");
        assertThat(JsonReader.text(BODY, "error", "code")).isEqualTo("7");
        assertThat(JsonReader.text(BODY, "error", "final")).isEqualTo("true");
    }

    @Test
    void aPathToNoSingleValueGivesNull() {
        assertThat(JsonReader.text(BODY, "error")).isNull();
        assertThat(JsonReader.text(BODY, "error", "none")).isNull();
        assertThat(JsonReader.text(BODY, "list", "0")).isNull();
        assertThat(JsonReader.text(BODY, "error", "type", "more")).isNull();
        assertThat(JsonReader.text(BODY, "nope", "type")).isNull();
        assertThat(JsonReader.text(null, "error")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "<html>", "\u0000", "nonsense"})
    void aTextThatIsNoJsonHoldsNothing(String body) {
        assertThat(JsonReader.text(body.getBytes(UTF_8), "error")).isNull();
        assertThat(JsonReader.isJson(body)).isFalse();
    }

    @Test
    void nestingOfAnyDepthIsNoFault() {
        byte[] deep = "[".repeat(1_000_000).getBytes(UTF_8);

        assertThat(JsonReader.text(deep, "error")).isNull();
    }

    @Test
    void oneValueAndNothingMoreIsJson() {
        assertThat(JsonReader.isJson(" [1, {\"a\":null}] ")).isTrue();
        assertThat(JsonReader.isJson("{} {}")).isFalse();
    }
}
