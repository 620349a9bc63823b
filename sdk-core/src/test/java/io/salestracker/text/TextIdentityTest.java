package io.salestracker.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextIdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                TextSamples.CUSTOMER,
                "42",
                " padded ",
                "\"quoted\", {braced}; a=b&c",
                "line\u2028separator",
                "emoji \ud83d\ude00",
                "%0D%0A"
            })
    void readsWhatItWroteAlsoInAVisitor(String customerId) {
        TextIdentity identity = TextIdentity.of(customerId);
        assertThat(TextIdentity.parse(identity.write())).isEqualTo(identity);
        Visitor visitor = Visitor.parse(Visitor.of(identity).write());
        assertThat(visitor.identity(TextIdentity.TYPE)).isEqualTo(identity);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "hush\r\n", "hush\nX-Evil: 1", "hush\u0000", "hush\ud83d", "\ude00hush"})
    void takesCleanTextsOnly(String hostile) {
        assertThatThrownBy(() -> TextIdentity.of(hostile))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("customerId")
                .hasMessageNotContaining("hush");
    }

    @Test
    void takesNoTextLongerThanAVisitorCanHold() {
        assertThat(Visitor.of(TextIdentity.of("x".repeat(2_000)))).isNotNull();
        assertThatThrownBy(() -> TextIdentity.of("x".repeat(2_001))).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void doesNotShowTheId() {
        assertThat(TextIdentity.of("hush")).hasToString("TextIdentity[...]");
        assertThat(TextIdentity.of("hush").vendor()).isEqualTo("text");
    }
}
