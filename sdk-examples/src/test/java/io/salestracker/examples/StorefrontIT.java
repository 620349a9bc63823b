package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorefrontIT {

    @ParameterizedTest
    @ValueSource(strings = {"1", "20", "300"})
    void aShopDayReconcilesAndLosesNothing(String seed) {
        Run run = storefront("--events", "1500", "--seed", seed);

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("--seed " + seed, "Everything reconciles");
        assertThat(run.row("tracked")).containsOnly("1,500");
        assertThat(run.row("+ unconfirmed")).containsOnly("0");
        // Were a visitor's events to change places, Alhena would see a decrease before the addition.
        assertThat(run.row("sandbox: ignored, as an orphan decrease")).containsOnly("0");
        assertThat(run.row("sandbox: accepted")).isEqualTo(run.row("= delivered"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "40"})
    void aShopDayWithFaultsReconcilesExactly(String seed) {
        Run run = storefront("--events", "600", "--threads", "3", "--seed", seed, "--faults");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Everything reconciles");
        assertThat(run.row("+ pending")).containsOnly("0");
        assertThat(run.row("+ unconfirmed")).isNotEqualTo(run.row("+ pending"));
        assertThat(run.row("retries")).isNotEqualTo(run.row("+ pending"));
        assertThat(run.row("throttled")).isNotEqualTo(run.row("+ pending"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--events=0", "--events=100001", "--threads=0", "--threads=65", "--seed=x", "--fault"})
    void wrongOptionsAreNamedAndExitWithTwo(String option) {
        Run run = storefront(option);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option.replaceFirst("=.*", ""));
    }

    @Test
    void helpTellsTheOptions() {
        Run run = storefront("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--events", "--threads", "--seed", "--faults", "--keep-open", "Exit code");
    }

    private static Run storefront(String... args) {
        return Run.of(Storefront.commandLine(), args);
    }
}
