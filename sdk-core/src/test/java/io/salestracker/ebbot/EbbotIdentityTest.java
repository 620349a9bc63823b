package io.salestracker.ebbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EbbotIdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1605863400-5fb78d68",
                " padded ",
                "quote\"d' \\ ,;=&%~+",
                "line\u2028separator",
                "Zo\u00eb \ud83d\udc5f",
                "{\"json\":1}"
            })
    void readsWhatItWroteAloneAndInAVisitor(String chatId) {
        EbbotIdentity identity = EbbotIdentity.of(chatId);
        assertThat(EbbotIdentity.parse(identity.write())).isEqualTo(identity);
        assertThat(Visitor.parse(Visitor.of(identity).write()).identity(EbbotIdentity.TYPE))
                .isEqualTo(identity);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "hush\r\nX-Evil: 1", "hush\u0000", "hush\ud83d", "\udc5fhush", "hush\u0085"})
    void refusesControlCharactersWithoutShowingThem(String hostile) {
        assertThatThrownBy(() -> EbbotIdentity.of(hostile))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("EbbotIdentity: chatId ")
                .hasMessageNotContaining("hush");
    }

    @Test
    void refusesAnIdThatIsTooLong() {
        EbbotIdentity longest = EbbotIdentity.of("x".repeat(Violations.MAX_TEXT));
        assertThat(EbbotIdentity.parse(longest.write())).isEqualTo(longest);
        assertThatThrownBy(() -> EbbotIdentity.parse("x".repeat(Violations.MAX_TEXT + 1)))
                .isInstanceOf(InvalidEventException.class);
    }

    @Test
    void doesNotShowTheChat() {
        assertThat(EbbotIdentity.of("chat-7")).hasToString("EbbotIdentity[...]");
    }
}
