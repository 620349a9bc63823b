package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes with a sandbox run on the JUnit, AssertJ, Jetty and Jackson that Spring Boot 3.5 brings, and on ours. */
@Timeout(180)
class SandboxOnJUnitIT {
    private static final String SPRING_BOOTS = "1.12.2";
    private static final String OURS = "6.1.3";
    // The launcher's jar has JUnit whole.
    private static final String JUNIT = "(junit-|opentest4j|apiguardian|archunit-junit5|surefire-).*";
    private static final String ITS_OWN = "(jetty-|jackson-(databind|core|annotations)|assertj-).*";

    @ParameterizedTest
    @ValueSource(strings = {SPRING_BOOTS, OURS})
    void aSandboxServesTestsAndLeavesNothingBehind(String version) throws Exception {
        String said = run(
                version,
                JUnitSamples.StaticField.class,
                JUnitSamples.InstanceField.class,
                JUnitSamples.SharedInstance.class,
                JUnitSamples.OneOfTheBase.class,
                JUnitSamples.TwoOfTheBase.class,
                JUnitSamples.SharedInParallel.class,
                JUnitSamples.Annotated.class);

        assertThat(said)
                .containsPattern("\\[ +19 tests successful +\\]")
                .containsPattern("\\[ +0 tests failed +\\]")
                .containsPattern("\\[ +0 containers failed +\\]")
                .contains("Threads left: []");
    }

    @ParameterizedTest
    @ValueSource(strings = {SPRING_BOOTS, OURS})
    void aFailureShowsTheNearestMissAndMisuseIsExplained(String version) throws Exception {
        String said = run(version, JUnitSamples.Failing.class, JUnitSamples.Closing.class, JUnitSamples.TooEarly.class);

        assertThat(said)
                .containsPattern("Expected text to receive order \"1042\" with total 149.99 within 5 s\\R"
                        + " *Nearest: #\\d+ order \"1042\", 149.90 USD, ACCEPTED\\R"
                        + " *its total is 149.90\\R")
                .contains("the sandbox is closed, by an earlier test or after an earlier class")
                .contains("a tracker lives for one test: take the VendorSandbox here")
                .containsPattern("\\[ +1 tests successful +\\]")
                .containsPattern("\\[ +2 tests failed +\\]")
                .containsPattern("\\[ +1 containers failed +\\]")
                .contains("Threads left: []");
    }

    /** Runs test classes in a JVM of their own, on the JUnit of a console launcher, and returns what it printed. */
    private static String run(String version, Class<?>... tests) throws Exception {
        Path junit = Path.of("target", "junit-launchers", "junit-platform-console-standalone-" + version + ".jar");
        assertThat(Files.exists(junit))
                .as("%s, which the build copies there; run the tests with Maven", junit)
                .isTrue();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                junit
                        + File.pathSeparator
                        + (version.equals(SPRING_BOOTS)
                                ? springBoots() + without(JUNIT + "|" + ITS_OWN)
                                : without(JUNIT)),
                JUnitSampleRun.class.getName(),
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=tree",
                "--include-engine=junit-jupiter",
                "--config=junit.jupiter.execution.parallel.enabled=true",
                "--config=junit.jupiter.execution.parallel.config.strategy=fixed",
                "--config=junit.jupiter.execution.parallel.config.fixed.parallelism=4"));
        Stream.of(tests).forEach(test -> command.add("--select-class=" + test.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** What Spring Boot puts in place of ours. */
    private static String springBoots() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of("target", "spring-boot-3.5"))) {
            return jars.map(Path::toString).collect(joining(File.pathSeparator)) + File.pathSeparator;
        }
    }

    /** Our class path without these. */
    private static String without(String libraries) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches(libraries))
                .collect(joining(File.pathSeparator));
    }
}
