package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A test's name is a short sentence that begins with its subject or verb, in every module. */
class TestNamesTest {
    private static final int MAX_LENGTH = 70;
    private static final Pattern TEST =
            Pattern.compile("(?s)@(?:Test|ParameterizedTest|RepeatedTest)\\b.*?\\n {4,}(?:\\w+ )*?void (\\w+)\\(");
    private static final Pattern RIDDLE = Pattern.compile("(?:what|who|where|whose|if)(?:ever)?[A-Z].*");

    @Test
    void everyTestNameIsAShortSentence() throws IOException {
        List<String> names = namesIn(Path.of("..").toAbsolutePath().normalize());

        assertThat(names).hasSizeGreaterThan(1_000);
        assertThat(names.stream().filter(name -> name.length() > MAX_LENGTH)).isEmpty();
        assertThat(names.stream().filter(name -> RIDDLE.matcher(name).matches()))
                .isEmpty();
    }

    private static List<String> namesIn(Path repository) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> modules = Files.list(repository)) {
            for (Path module : modules.toList()) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    addNames(tests, names);
                }
            }
        }
        return names;
    }

    private static void addNames(Path folder, List<String> names) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher test = TEST.matcher(Files.readString(file));
                while (test.find()) {
                    names.add(test.group(1));
                }
            }
        }
    }
}
