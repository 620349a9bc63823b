package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OutagesIT {

    @Test
    void troubleOfEveryKindLosesNothingButTheRefusedEvent() {
        reconciles(outages("--shorter=20"));
    }

    @Test
    void theSameWithOneEventInEachRequest() {
        reconciles(outages("--shorter=20", "--single"));
    }

    private static void reconciles(Run run) {
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Everything reconciles");
        assertThat(run.row("tracked")).isEqualTo(List.of("800", "800", "600", "100"));
        assertThat(run.row("delivered")).isEqualTo(List.of("800", "800", "600", "99"));
        assertThat(run.row("lost")).isEqualTo(List.of("0", "0", "0", "1"));
        assertThat(run.row("duplicates at the server")).containsOnly("0");
        assertThat(run.row("most held, events")).doesNotContain("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--shorter=0", "--shorter=101", "--shorter=x", "--double"})
    void wrongOptionsAreNamedAndExitWithTwo(String option) {
        Run run = outages(option);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option.replaceFirst("=.*", ""));
    }

    @Test
    void helpTellsTheOptions() {
        Run run = outages("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--single", "--shorter", "Exit code");
    }

    private static Run outages(String... args) {
        return Run.of(Outages.commandLine(), args);
    }
}
