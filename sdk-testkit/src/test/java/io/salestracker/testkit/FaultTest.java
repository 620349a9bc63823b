package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok", "503", "302", "429 retry-after=3s", "429 retry-after=0s", "429 retry-date=1500ms",
                        "503 retry-after=2s",
                "slow 250ms", "slow 2s", "reset", "accept+500", "accept+503 retry-after=1s", "accept+reset",
                        "accept+cut"
            })
    void isWrittenAsItIsRead(String form) {
        assertThat(Fault.parse(form)).hasToString(form);
    }

    @Test
    void textsMakeTheSameFaultsAsMethods() {
        assertThat(Fault.parse("429 retry-after=3s")).isEqualTo(Fault.throttle(Duration.ofSeconds(3)));
        assertThat(Fault.parse("429 retry-date=3s")).isEqualTo(Fault.throttleWithDate(Duration.ofSeconds(3)));
        assertThat(Fault.parse("accept+cut")).isEqualTo(Fault.cutAfterAccepting());
        assertThat(Fault.parse("slow 1m")).isEqualTo(Fault.slow(Duration.ofMinutes(1)));
    }

    @Test
    void readsAScriptWithRepetitions() {
        assertThat(Fault.parseScript("429 retry-after=1s, 503 x2 ,ok"))
                .containsExactlyElementsOf(List.of(
                        Fault.throttle(Duration.ofSeconds(1)), Fault.status(503), Fault.status(503), Fault.none()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "200",
                "600",
                "50",
                "cut",
                "slow",
                "slow 3h",
                "503 retry=1s",
                "reset retry-after=1s",
                "accept+ok",
                "slow 9999999999s",
                "slow 90000s"
            })
    void refusesUnreadableFaults(String form) {
        assertThatThrownBy(() -> Fault.parse(form)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "503,", "503 x", "503 xx2", "503 x2 x2", "503 x9999999"})
    void refusesAScriptItCannotRead(String script) {
        assertThatThrownBy(() -> Fault.parseScript(script)).isInstanceOf(IllegalArgumentException.class);
    }
}
