package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it from outside, as a process with processes of its own. */
class CompareIT {
    @TempDir
    private Path folder;

    @Test
    void aRunGivesATableAndItsRawResults() throws Exception {
        assertThat(compare("--quick", "--only", "delayed-acks", "--subjects", "ours"))
                .isZero();

        assertThat(output())
                .contains("## A server that acknowledges late")
                .contains("| | events/s | CPU µs/event | lost | repeated | events/s to the floor |")
                .containsPattern("\\| \\*\\*ours\\*\\* \\| [1-9][\\d,.]* \\| [\\d,.]+ \\| 0 \\| 0 \\| – \\|")
                .containsPattern("\\| cores \\| \\d+ \\|");
        Results results = Results.read(folder.resolve("results.json"));
        assertThat(results.runs()).singleElement().satisfies(run -> {
            assertThat(run.trial().subject()).isEqualTo("ours");
            assertThat(run.figures()).containsEntry("lost", 0.0).containsEntry("events/request", 50.0);
        });
    }

    @Test
    void aScenarioThatDoesNotExistIsRefusedByName() throws Exception {
        assertThat(compare("--only", "latency")).isEqualTo(2);

        assertThat(output()).contains("--only takes some of [caller, steady, batch");
    }

    @Test
    void aPartOfARunIsNotWrittenIntoTheDocs() throws Exception {
        assertThat(compare("--quick", "--only", "idle", "--write-docs")).isEqualTo(2);

        assertThat(output()).contains("--write-docs is for whole runs");
    }

    @Test
    void theSameCodeMeasuresTheEarlierCommitAndThePresentOne() throws Exception {
        assertThat(compare("--history", "--quick", "--only", "track,held,pairs-8"))
                .isZero();

        assumeThat(output()).doesNotContain("is skipped");
        Results results = Results.read(folder.resolve("results.json"));
        assertThat(results.runs())
                .hasSize(11)
                .allSatisfy(run -> assertThat(run.figures()).containsEntry("lost", 0.0));
        assertThat(output())
                .containsPattern("\\| \\*\\*ours\\*\\* \\| [1-9][^|]* \\| [1-9][^|]* \\|")
                .containsPattern("\\| ccc4d23 \\| [1-9][^|]* \\| [1-9][^|]* \\|")
                .containsPattern("\\| ccc4d23-single, 8 in flight \\| [1-9]")
                .containsPattern("one destination: CPU to ccc4d23, median of pairs \\| ≤ 0.65 \\| \\d");
    }

    @Test
    void measuresTheRestWhereHistoryIsShort() throws Exception {
        // A folder that looks like the project's, with no history.
        Files.createDirectories(folder.resolve("sdk-benchmarks"));

        assertThat(compare(folder, "--history", "--quick", "--only", "track", "--profile"))
                .isZero();

        assertThat(output())
                .contains("commit ccc4d23 is skipped: no history here that has the commit")
                .containsPattern("\\| \\*\\*ours\\*\\* \\| [1-9].*\\| – \\|")
                .contains("Allocation, by class and by the method of the SDK")
                .doesNotContain("| ccc4d23 |");
        assertThat(folder.resolve("track-four-destinations-ours-profile.txt")).isNotEmptyFile();
    }

    @Test
    void theLineIsMeasuredAgainstAVendorThatSeesEverything() throws Exception {
        String scenarios = "real-line,rate-limited,twenty-trackers,slowing";
        assertThat(compare("--quick", "--only", scenarios, "--subjects", "ours,ours-twenty"))
                .isZero();

        assertThat(Results.read(folder.resolve("results.json")).runs())
                .hasSize(6)
                .allSatisfy(run -> assertThat(run.figures())
                        .containsEntry("lost", 0.0)
                        .containsEntry("repeated", 0.0)
                        .containsEntry("misordered", 0.0));
        assertThat(output())
                .containsPattern("\\*\\*HTTP/2, vendor answers after 20 ms\\*\\*")
                .containsPattern("\\| of the rate \\|")
                .containsPattern("\\*\\*ours-twenty\\*\\* \\| \\d")
                .containsPattern("Slowing vendor, .* \\| ≥ 0.90 \\|");
    }

    @Test
    void aProcessIsMeasuredFromItsLaunchToItsRest() throws Exception {
        assertThat(compare("--quick", "--only", "cold,footprint", "--subjects", "ours,okhttp"))
                .isZero();

        Results results = Results.read(folder.resolve("results.json"));
        assertThat(results.runs())
                .hasSize(6)
                .allSatisfy(run -> assertThat(run.figures()).containsEntry("lost", 0.0));
        assertThat(results.trials("cold"))
                .allSatisfy(trial -> assertThat(
                                results.spread(trial, VendorScenarios.FIRST).median())
                        .isPositive());
        assertThat(results.trials("footprint"))
                .allSatisfy(trial -> assertThat(Footprint.FIGURES)
                        .allSatisfy(figure -> assertThat(
                                        results.spread(trial, figure).median())
                                .isNotNaN()));
        assertThat(output()).containsPattern("`build\\(\\)`, over TLS, ms \\| ≤ 150 \\| \\d");
    }

    private int compare(String... options) throws IOException, InterruptedException {
        return compare(Path.of("").toAbsolutePath(), options);
    }

    private int compare(Path in, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Compare.class.getName()));
        command.addAll(List.of(options));
        command.addAll(List.of("--out", folder.toString()));
        Process process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }
}
