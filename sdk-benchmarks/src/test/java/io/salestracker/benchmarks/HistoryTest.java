package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.salestracker.benchmarks.History.MissingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needGit() throws InterruptedException {
        boolean started;
        try {
            git(folder, "--version");
            started = true;
        } catch (IOException e) {
            started = false;
        }
        assumeTrue(started);
    }

    @Test
    void aShallowCloneIsNamedAsTheReasonWhyTheCommitIsMissing() throws Exception {
        Path origin = repositoryOfTwoCommits();
        git(folder, "clone", "--quiet", "--depth", "1", origin.toUri().toString(), "clone");

        assertMissing(folder.resolve("clone")).hasMessageContaining("this clone is shallow");
    }

    @Test
    void anotherHistoryIsNamedAsTheReasonWhyTheCommitIsMissing() throws Exception {
        assertMissing(repositoryOfTwoCommits()).hasMessageContaining("no history here that has the commit");
    }

    @Test
    void namesMissingHistoryAsTheReasonForAMissingCommit() {
        assertMissing(folder).hasMessageContaining("no history here that has the commit");
    }

    @Test
    void theClientOfTheCommitIsToldThePresentNameOfItsSubject() {
        Trial trial = Trial.of("pairs-8", "", "throughput", Subjects.HISTORY + "-single");

        assertThat(trial.isHistory()).isTrue();
        assertThat(trial.clientArguments(1)).startsWith("throughput", "ours-single", "1");
        assertThat(Trial.of("pairs-8", "", "throughput", "ours-single").isHistory())
                .isFalse();
    }

    private AbstractThrowableAssert<?, ?> assertMissing(Path top) {
        return assertThatThrownBy(() -> History.classPath(top, folder.resolve("made")))
                .isInstanceOf(MissingException.class);
    }

    private Path repositoryOfTwoCommits() throws IOException, InterruptedException {
        Path origin = folder.resolve("origin");
        git(folder, "init", "--quiet", origin.toString());
        for (String message : List.of("one", "two")) {
            git(
                    origin,
                    "-c",
                    "user.name=Test",
                    "-c",
                    "user.email=test@example.com",
                    "commit",
                    "--quiet",
                    "--no-gpg-sign",
                    "--allow-empty",
                    "-m",
                    message);
        }
        return origin;
    }

    private static void git(Path in, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", in.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
