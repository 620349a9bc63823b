package io.salestracker.alhena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violation;
import io.salestracker.event.Visitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlhenaIdentityTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {AlhenaSamples.FAQ, "C2B7A9E4-1D60-4F3B-8A25-93D7E5F0B681"})
    void readsWhatItWrote(String faqFingerprint) {
        AlhenaIdentity identity = AlhenaIdentity.of(AlhenaSamples.CHAT, faqFingerprint);
        assertThat(AlhenaIdentity.parse(identity.write())).isEqualTo(identity);
    }

    @Test
    void survivesAVisitorsWrittenForm() {
        Visitor visitor = Visitor.parse(AlhenaSamples.visitor().write());
        assertThat(visitor.identity(AlhenaIdentity.TYPE))
                .isEqualTo(AlhenaIdentity.of(AlhenaSamples.CHAT, AlhenaSamples.FAQ));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-2-3-4-5",
                "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c1g",
                "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c13 ",
                "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c\r\n",
                "\"f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c13",
                "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c1\u2028",
                "5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c1\ud83d",
                "{5f8d2a1c-7b3e-4c9a-9d51-0e6a4b2f8c13}"
            })
    void takesUuidsOnly(String hostile) {
        assertThatThrownBy(() -> AlhenaIdentity.of(hostile, hostile))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("chatFingerprint", "faqFingerprint"))
                .hasMessageNotContaining("8c13");
        assertThatThrownBy(() -> AlhenaIdentity.parse(hostile)).isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> AlhenaIdentity.parse(AlhenaSamples.CHAT + "," + hostile))
                .isInstanceOf(InvalidEventException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankFaqFingerprintIsAbsent(String blank) {
        AlhenaIdentity identity = AlhenaIdentity.of(AlhenaSamples.CHAT, blank);

        assertThat(identity).isEqualTo(AlhenaIdentity.of(AlhenaSamples.CHAT, null));
        assertThat(AlhenaIdentity.parse(identity.write())).isEqualTo(identity);
        assertThatThrownBy(() -> AlhenaIdentity.of(blank, AlhenaSamples.FAQ)).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void needsTheChatFingerprint() {
        assertThatThrownBy(() -> AlhenaIdentity.of(null, AlhenaSamples.FAQ))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::code)
                                .containsExactly(Violation.Code.REQUIRED));
    }

    @Test
    void showsNeitherFingerprint() {
        assertThat(AlhenaIdentity.of(AlhenaSamples.CHAT, AlhenaSamples.FAQ)).hasToString("AlhenaIdentity[...]");
    }
}
