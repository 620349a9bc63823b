package io.salestracker.classpaths;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK among a host's libraries: it delivers, or says at once which libraries do not fit. */
@Timeout(60)
class ClassPathsIT {
    private static final String JACKSON = "jackson-core-%1$s jackson-databind-%1$s jackson-annotations-%2$s";
    private static final String SAP = "okhttp-3.14.9 okio-jvm-3.2.0 kotlin-stdlib-1.6.20 jackson-core-2.13.5"
            + " jackson-databind-2.13.5 jackson-annotations-2.13.5 slf4j-api-1.7.36 slf4j-simple-1.7.36";
    private static final String ALL_DELIVERED = "{DELIVERED DELIVERED=12, REJECTED 422=4}";
    private static final String UNFIT = "A library on the class path is of a version that does not fit (";

    private static final Set<String> OF_TESTS = Set.of(
            "junit-jupiter",
            "junit-jupiter-api",
            "junit-jupiter-params",
            "junit-jupiter-engine",
            "junit-platform-commons",
            "junit-platform-engine",
            "opentest4j",
            "apiguardian-api",
            "assertj-core",
            "byte-buddy");
    private static final Path HOSTS = Path.of("target", "host-libraries");

    private static Vendors vendors;

    @BeforeAll
    static void openTheVendors() throws IOException {
        vendors = Vendors.start();
    }

    @AfterAll
    static void closeTheVendors() {
        vendors.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2.12.7, 2.12.7",
        "2.13.5, 2.13.5",
        "2.15.4, 2.15.4",
        "2.16.2, 2.16.2",
        "2.18.12, 2.18.12",
        "2.23.0, 2.23"
    })
    void everyJacksonFrom212OnDelivers(String version, String annotations) throws Exception {
        assertThatBothDeliver(run(inPlaceOfOurs(JACKSON.formatted(version, annotations))));
    }

    /** A newer core is what Jackson keeps for an older databind. */
    @Test
    void anOlderJacksonDatabindDelivers() throws Exception {
        assertThatBothDeliver(
                run(inPlaceOfOurs("jackson-databind-2.12.7 jackson-annotations-2.12.7 jackson-core-2.23.0")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jackson-core-2.9.10 jackson-databind-2.9.10 jackson-annotations-2.9.10",
                "jackson-core-2.12.7 jackson-annotations-2.12.7",
                "resilience4j-core-1.7.1 resilience4j-retry-1.7.1",
                "resilience4j-core-1.7.1"
            })
    void aLibraryThatDoesNotFitIsRefusedAtOnceAndNamed(String foreign) throws Exception {
        List<Path> path = new ArrayList<>(inPlaceOfOurs(foreign));
        path.addAll(hosts("vavr-0.10.2")); // resilience4j 1.7.1 uses it.
        Map<String, String> said = run(path);

        for (String transport : List.of("okhttp", "jdk")) {
            assertThat(said.get(transport))
                    .startsWith(UNFIT)
                    .contains(jars(foreign))
                    .contains("Needed: Jackson 2.12")
                    .doesNotContain("HttpTransport.Builder", HOSTS.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "okhttp-3.14.9 okio-1.17.6",
                "okhttp-3.14.9 okio-jvm-3.2.0 kotlin-stdlib-1.6.20",
                "okhttp-4.12.0 okio-jvm-3.6.0 kotlin-stdlib-1.9.25",
                "resilience4j-core-2.0.2 resilience4j-retry-2.0.2"
            })
    void anotherReleaseThatFitsDelivers(String foreign) throws Exception {
        assertThatBothDeliver(run(inPlaceOfOurs(foreign)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"okhttp-3.11.0 okio-1.17.6", "okio-jvm-3.6.0", "okio-1.17.6"})
    void refusesAnUnfitOkHttpAndDeliversByTheJdksClient(String foreign) throws Exception {
        Map<String, String> said = run(inPlaceOfOurs(foreign));

        assertThat(said.get("okhttp"))
                .startsWith(UNFIT)
                .contains(jars(foreign))
                .contains("HttpTransport.jdk()")
                .doesNotContain(HOSTS.toString());
        assertThat(said).containsEntry("jdk", ALL_DELIVERED);
    }

    @Test
    void withoutOkHttpTheJdksClientDelivers() throws Exception {
        Map<String, String> said = run(ours("okhttp", "okio", "kotlin-stdlib"));

        assertThat(said.get("okhttp")).startsWith(UNFIT).contains("OkHttp in no jar", "HttpTransport.jdk()");
        assertThat(said).containsEntry("jdk", ALL_DELIVERED);
    }

    @Test
    void withoutJacksonTheMessageSaysSo() throws Exception {
        assertThat(run(ours("jackson-core", "jackson-databind", "jackson-annotations"))
                        .get("jdk"))
                .startsWith(UNFIT)
                .contains("Jackson core in no jar");
    }

    @Test
    void deliversWithAHostsLibrariesFirst() throws Exception {
        List<Path> path = new ArrayList<>(hosts(SAP));
        path.addAll(ours("slf4j-api"));

        assertThatTheHostsLogLives(run(path));
    }

    @Test
    void deliversWithAHostsLibrariesLast() throws Exception {
        List<Path> path = new ArrayList<>(ours("slf4j-api"));
        path.addAll(hosts(SAP));

        assertThatTheHostsLogLives(run(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {SAP, "slf4j-api-1.7.36 slf4j-simple-1.7.36", "slf4j-simple-2.0.20"})
    void deliversWithAHostsLibrariesOnly(String foreign) throws Exception {
        assertThatTheHostsLogLives(run(inPlaceOfOurs(foreign)));
    }

    @Test
    void ofTwoReleasesInTheWayBothAreNamed() throws Exception {
        List<Path> path = new ArrayList<>(hosts("resilience4j-core-1.7.1 resilience4j-retry-1.7.1 vavr-0.10.2"));
        path.addAll(ours());

        assertThat(run(path).get("jdk")).contains("resilience4j-core-1.7.1.jar before resilience4j-core-");
    }

    @Test
    void aModuleWithoutOkHttpDeliversWithTheJdksClient(@TempDir Path folder) throws Exception {
        Map<String, String> said = runAsModule(folder, ours("okhttp", "okio", "kotlin-stdlib"), "");

        assertThat(said).containsEntry("jdk", ALL_DELIVERED);
        assertThat(said.get("okhttp")).startsWith(UNFIT).contains("has to require okhttp3");
    }

    @Test
    void aModuleThatRequiresOkHttpDeliversWithBoth(@TempDir Path folder) throws Exception {
        assertThatBothDeliver(runAsModule(folder, ours(), "requires okhttp3;"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.12.7", "2.15.4", "2.23.0"})
    void leavesNoThreadThatHoldsARedeployedHostsLoader(String jackson) throws Exception {
        String annotations = jackson.equals("2.23.0") ? "2.23" : jackson;
        List<Path> path = inPlaceOfOurs(JACKSON.formatted(jackson, annotations));

        assertThat(launch("-cp", joined(path), Redeployment.class.getName())).contains("the loader is gone");
    }

    private static void assertThatTheHostsLogLives(Map<String, String> said) {
        assertThatBothDeliver(said);
        assertThat(said).containsEntry("WARN host - the host's log is alive", "");
    }

    private static void assertThatBothDeliver(Map<String, String> said) {
        assertThat(said)
                .containsEntry("okhttp", ALL_DELIVERED)
                .containsEntry("jdk", ALL_DELIVERED)
                .containsEntry("bytes", Host.bytes());
    }

    private static String[] jars(String names) {
        return Stream.of(names.split(" ", -1)).map(name -> name + ".jar").toArray(String[]::new);
    }

    /** The host's jars of these names, without their endings. */
    private static List<Path> hosts(String names) {
        List<Path> jars = Stream.of(jars(names)).map(HOSTS::resolve).toList();
        assertThat(jars).as("the build copies these; run the tests with Maven").allMatch(Files::exists);
        return jars;
    }

    /** Our class path without the artifacts of these names. */
    static List<Path> ours(String... without) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry ->
                        !OF_TESTS.contains(artifact(entry)) && !List.of(without).contains(artifact(entry)))
                .toList();
    }

    static List<Path> inPlaceOfOurs(String names) {
        List<Path> jars = hosts(names);
        List<Path> path = new ArrayList<>(jars);
        path.addAll(ours(jars.stream().map(ClassPathsIT::artifact).toArray(String[]::new)));
        return path;
    }

    /** What a jar's name says before its version; OkHttp's and Okio's changed theirs. */
    private static String artifact(Path jar) {
        return jar.getFileName().toString().replaceFirst("(-jvm)?-[0-9].*", "");
    }

    /** Runs the host with both transports. */
    private static Map<String, String> run(List<Path> classPath) throws Exception {
        return run(classPath, Host.class, vendors.address(), "okhttp", "jdk");
    }

    /** Runs a program on a class path. */
    static Map<String, String> run(List<Path> classPath, Class<?> program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-cp", joined(classPath), program.getName()));
        command.addAll(List.of(arguments));
        return said(launch(command.toArray(String[]::new)));
    }

    /** Compiles the host as a module that requires what is told besides the SDK, and runs it with both transports. */
    private static Map<String, String> runAsModule(Path folder, List<Path> modulePath, String requires)
            throws Exception {
        return runAsModule(folder, modulePath, requires, Host.class, vendors.address(), "okhttp", "jdk");
    }

    /** Compiles a program as a module that requires what is told besides the SDK, and runs it. */
    static Map<String, String> runAsModule(
            Path folder, List<Path> modulePath, String requires, Class<?> program, String... arguments)
            throws Exception {
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(descriptor, "module host { requires io.salestracker; requires org.slf4j; " + requires + " }");
        List<Path> modules = modulePath.stream()
                .filter(entry -> !entry.equals(Path.of("target", "test-classes").toAbsolutePath()))
                .toList();
        StringWriter complaints = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        boolean compiled = compiler.getTask(
                        complaints,
                        files,
                        null,
                        List.of("-p", joined(modules), "-d", folder.toString(), "-proc:none"),
                        null,
                        files.getJavaFileObjects(
                                descriptor,
                                Path.of("src/test/java/" + program.getName().replace('.', '/') + ".java")))
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
        List<String> command = new ArrayList<>(
                List.of("-p", joined(modules) + File.pathSeparator + folder, "-m", "host/" + program.getName()));
        command.addAll(List.of(arguments));
        return said(launch(command.toArray(String[]::new)));
    }

    static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(joining(File.pathSeparator));
    }

    /** The lines of an output, each cut at the first colon. */
    private static Map<String, String> said(String output) {
        return output.lines()
                .map(line -> line.replaceFirst("^\\[main\\] ", "").split(": ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line.length == 2 ? line[1] : "", (a, b) -> a));
    }

    /** Runs a JVM and returns what it printed. */
    static String launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
