package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.SIGNED_5115;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Visitor;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracktorIdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5115",
                "a-3bxuAxl18r02UsdTUdk1Ri9",
                "unicorn@example.com",
                ":",
                "a:b:c",
                " padded ",
                "\"quoted\"; a=b&c",
                "line\u2028separator",
                "emoji \ud83d\ude00"
            })
    void readsWhatItWroteAlsoInAVisitor(String id) {
        for (TracktorIdentity identity :
                new TracktorIdentity[] {TracktorIdentity.of(id), TracktorIdentity.of(id, SIGNED_5115)}) {
            assertThat(TracktorIdentity.parse(identity.write())).isEqualTo(identity);
            Visitor visitor = Visitor.parse(Visitor.of(identity).write());
            assertThat(visitor.identity(TracktorIdentity.TYPE)).isEqualTo(identity);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "hush\r\n", "hush\nX-Evil: 1", "hush\u0000", "hush\ud83d", "\ude00hush"})
    void takesCleanTextsOnly(String hostile) {
        assertThatThrownBy(() -> TracktorIdentity.of(hostile))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("id")
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hush", SIGNED_5115 + "0", "Z622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC1562"})
    void aSignatureIs64HexadecimalDigits(String signature) {
        assertThatThrownBy(() -> TracktorIdentity.of("5115", signature))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("signature")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aBlankSignatureIsAbsent() {
        assertThat(TracktorIdentity.of("5115", " ")).isEqualTo(TracktorIdentity.of("5115"));
        assertThat(TracktorIdentity.of("5115", "").write()).isEqualTo(":5115");
    }

    @Test
    void aSignatureIsKeptInUpperCase() {
        assertThat(TracktorIdentity.of("5115", SIGNED_5115.toLowerCase(Locale.ROOT)))
                .isEqualTo(TracktorIdentity.of("5115", SIGNED_5115));
    }

    @Test
    void theLongestIdFitsInAVisitorWithItsSignature() {
        TracktorIdentity longest = TracktorIdentity.of("x".repeat(1_900), SIGNED_5115);
        assertThat(Visitor.parse(Visitor.of(longest).write()).vendors()).containsExactly("tracktor");
        assertThatThrownBy(() -> TracktorIdentity.of("x".repeat(1_901))).isInstanceOf(InvalidEventException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hush", "hush:5115", SIGNED_5115 + ":"})
    void readsNothingItDidNotWrite(String written) {
        assertThatThrownBy(() -> TracktorIdentity.parse(written))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void showsNeitherIdNorSignature() {
        assertThat(TracktorIdentity.of("hush", SIGNED_5115)).hasToString("TracktorIdentity[...]");
        assertThat(TracktorIdentity.of("hush").vendor()).isEqualTo("tracktor");
    }
}
