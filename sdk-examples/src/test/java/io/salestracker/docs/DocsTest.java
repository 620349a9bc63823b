package io.salestracker.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README.md and docs point to and quote is there and says the same. */
class DocsTest {
    private static final Path GOLDEN = Page.ROOT.resolve("sdk-core/src/test/resources/io/salestracker");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern STRING_OR_BLANK = Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\")|\\s+");
    private static final Pattern COMMAND = Pattern.compile("mvn (?:-[^`\\n]*|[a-z][^`\\n]*)");

    @Test
    void everyLinkWithinTheRepositoryLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            for (MatchResult link : matches(LINK, page.text())) {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*") && !leadsSomewhere(page, target)) {
                    broken.add(page.name() + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Page page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty()
                ? page.file()
                : page.file().resolveSibling(URLDecoder.decode(path, UTF_8)).normalize();
        if (!file.startsWith(Page.ROOT) || !Files.exists(file)) {
            return false;
        }
        return hash < 0
                || Page.read(Page.ROOT.relativize(file).toString()).anchors().contains(target.substring(hash + 1));
    }

    @Test
    void everyQuotedPayloadIsItsGoldenFile() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> quoted = new TreeSet<>();
        for (Page page : Page.all()) {
            for (Page.Block block : page.blocks()) {
                if (block.directive().startsWith("golden: ")) {
                    String name = block.directive().substring("golden: ".length());
                    quoted.add(name.substring(0, name.indexOf('/')));
                    if (!onOneLine(name, Files.readString(GOLDEN.resolve(name)))
                            .equals(onOneLine(name, block.text()))) {
                        wrong.add(block.place() + " differs from " + name);
                    }
                } else if (block.language().equals("json") && !block.directive().startsWith("sent by ")) {
                    wrong.add(block.place() + " is quoted from nowhere: put <!-- golden: vendor/file --> before it");
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(quoted).containsExactly("alhena", "ebbot", "text", "tracktor");
    }

    /** Without the blanks between tokens; an address has none at all. */
    static String onOneLine(String name, String text) {
        return name.endsWith(".txt")
                ? text.replaceAll("\\s", "")
                : STRING_OR_BLANK.matcher(text).replaceAll("$1");
    }

    @Test
    void continuousIntegrationRunsTheTestCommandOfThisPage() throws IOException {
        String marker = "<!-- test command -->";
        Page readme = Page.read("README.md");

        assertThat(Files.readString(Page.ROOT.resolve(".ci/run"))).contains("marker='" + marker + "'");
        assertThat(readme.blocks())
                .filteredOn(block -> ("<!-- " + block.directive() + " -->").equals(marker))
                .singleElement()
                .satisfies(block -> assertThat(block.text()).isEqualTo("mvn -B verify"));
    }

    @Test
    void everyCommandNamesProfilesModulesAndExamplesThatExist() throws IOException {
        String poms = pom("") + pom("sdk-core/") + pom("sdk-testkit/") + pom("sdk-examples/");
        Set<String> commands = new TreeSet<>();
        for (Page page : Page.all()) {
            matches(COMMAND, page.text()).forEach(command -> commands.add(command.group()));
        }
        for (String command : commands) {
            for (String profile : optionsOf(command, "-P([\\w-]+)")) {
                assertThat(poms.contains("<id>" + profile + "</id>"))
                        .as(command)
                        .isTrue();
            }
            for (String module : optionsOf(command, "-pl ([\\w-]+)")) {
                assertThat(poms.contains("<module>" + module + "</module>"))
                        .as(command)
                        .isTrue();
            }
            for (String example : optionsOf(command, "-Dexample=(\\w+)")) {
                assertThat(example(example)).as(command).exists();
            }
        }
        assertThat(commands).contains("mvn -q -Prun", "mvn -B verify");
    }

    @Test
    void theReadmeNamesEveryExample() throws IOException {
        List<String> named = Page.read("README.md").lines().stream()
                .filter(line -> line.startsWith("| [sdk-examples]"))
                .flatMap(line -> optionsOf(line, "`(\\w+)`").stream())
                .toList();
        List<String> runnable = new ArrayList<>();
        try (Stream<Path> files = Files.list(example("Storefront").getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("public static void main(")) {
                    runnable.add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertThat(named).isNotEmpty().containsExactlyInAnyOrderElementsOf(runnable);
    }

    @Test
    void theComparisonNamesEveryTestOfTheSituations() throws IOException {
        Path tests = Page.ROOT.resolve("sdk-testkit/src/test/java/io/salestracker/promises/PeersFailuresIT.java");
        List<String> tested = optionsOf(Files.readString(tests), "Test\\s(?:\\s*@.*\\s)?\\s*void (\\w+)\\(");
        List<String> named = Page.read("docs/comparison.md").table("situations").stream()
                .skip(1)
                .map(row -> row.get(row.size() - 1).replace("`", ""))
                .toList();

        assertThat(named).hasSize(17).isEqualTo(tested);
    }

    @Test
    void theReadmeNamesTheVersionThatIsBuilt() throws IOException {
        String revision = optionsOf(pom(""), "<revision>([^<]+)</revision>").get(0);

        assertThat(optionsOf(
                        Page.read("README.md").text(),
                        "<artifactId>salestracker[^<]+</artifactId>\\s*<version>([^<]+)<"))
                .containsOnly(revision)
                .hasSizeGreaterThan(1);
    }

    @Test
    void theListForASharedClassPathNamesTheCoresLibraries() {
        List<String> listed = matches(
                        Pattern.compile("<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>"),
                        Page.read("README.md").text())
                .stream()
                .map(library -> library.group(1) + "-" + library.group(2) + ".jar")
                .filter(jar -> !jar.startsWith("salestracker-"))
                .toList();
        List<String> brought = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).getFileName().toString())
                .filter(jar -> jar.matches("(jackson-(core|databind|annotations)|resilience4j)-.*"))
                .toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(brought);
    }

    @Test
    void noPageNamesAPathOfSomebodysMachine() {
        Pattern path = Pattern.compile("(?<![\\w.])/(?:work|root|home|tmp)/");

        assertThat(Page.all())
                .allSatisfy(page -> assertThat(path.matcher(page.text()).find())
                        .as(page.name())
                        .isFalse());
    }

    private static Path example(String name) {
        return Page.ROOT.resolve("sdk-examples/src/main/java/io/salestracker/examples/" + name + ".java");
    }

    private static String pom(String module) throws IOException {
        return Files.readString(Page.ROOT.resolve(module + "pom.xml"));
    }

    private static List<String> optionsOf(String text, String option) {
        return matches(Pattern.compile(option), text).stream()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return Stream.of(pattern.matcher(text))
                .flatMap(matcher -> matcher.results())
                .collect(toCollection(ArrayList::new));
    }
}
