package io.salestracker.internal.linkage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user is compiled against one release of a library and looked at beside another. */
class LinkageTest {
    private static final String USER = "app.User";
    private static final String LIBRARY = "lib.Library";
    private static final String RELEASE = """
            package lib;
            public class Library extends Base {
                public static long big = 1L << 40;
                public static final String VERSION = "2.17.1";
                public Helper helper() { return new Helper(); }
                public String toString() { return VERSION + big; }
            }
            """;
    private static final String BASE =
            "package lib; public class Base { public int inherited(double d) { return 1; } }";
    private static final String HELPER = "package lib; public class Helper {}";
    private static final String USES = """
            package app;
            public class User {
                int use(lib.Library library) {
                    return library.inherited(2.5) + new lib.Helper().hashCode() + (int) lib.Library.big;
                }
            }
            """;

    @TempDir
    private Path folder;

    private Path user;

    @BeforeEach
    void compileTheUser() throws IOException {
        Path whole = compiled("whole", List.of(), RELEASE, BASE, HELPER);
        user = compiled("user", List.of(whole), USES);
    }

    @Test
    void theReleaseThatItWasCompiledAgainstFits() throws IOException {
        Linkage linkage = linkage(user, folder.resolve("whole"));

        assertThat(linkage.hasClasses(USER, LIBRARY)).isTrue();
        assertThat(linkage.hasMembers(USER, LIBRARY)).isTrue();
        assertThat(linkage.texts(LIBRARY)).contains("2.17.1");
    }

    @Test
    void aMissingClassIsFound() throws IOException {
        Files.delete(folder.resolve("whole/lib/Helper.class"));
        Linkage linkage = linkage(user, folder.resolve("whole"));

        assertThat(linkage.hasClasses(LIBRARY, LIBRARY)).isFalse();
        assertThat(linkage.hasMembers(USER, LIBRARY)).isFalse();
    }

    @Test
    void aMissingMethodIsFoundAlsoWhereItWasInherited() throws IOException {
        Path other = compiled("other", List.of(), RELEASE, BASE.replace("double", "long"), HELPER);
        Linkage linkage = linkage(user, other);

        assertThat(linkage.hasClasses(USER, LIBRARY)).isTrue();
        assertThat(linkage.hasMembers(USER, LIBRARY)).isFalse();
    }

    @Test
    void aFieldOfAnotherTypeIsFound() throws IOException {
        Path other = compiled("other", List.of(), RELEASE.replace("long big = 1L << 40", "int big = 1"), BASE, HELPER);

        assertThat(linkage(user, other).hasMembers(USER, LIBRARY)).isFalse();
    }

    @Test
    void aLibraryInTwoPlacesDoesNotFit() throws IOException {
        Path older = compiled("older", List.of(), BASE, "package lib; public class Library extends Base {}");
        Linkage linkage = linkage(user, older, folder.resolve("whole"));

        assertThat(linkage.hasClasses(USER, LIBRARY)).isFalse();
    }

    @Test
    void aClassThatTheJarOfALibraryLacksIsFound() throws IOException {
        Path large = largeLibrary("large", 8);
        Path many = compiled("many", List.of(large), userOf(8));
        Path lacking = largeLibrary("lacking", 7);

        assertThat(linkage(many, jar(large)).hasClasses(USER, LIBRARY)).isTrue();
        assertThat(linkage(many, jar(lacking)).hasClasses(USER, LIBRARY)).isFalse();
        assertThat(linkage(many).hasClasses(USER, LIBRARY)).isFalse();
    }

    @Test
    void aJarOfAnotherReleaseOnTheClassPathDoesNotFit() throws IOException {
        Path large = largeLibrary("large", 8);
        Path many = compiled("many", List.of(large), userOf(8));
        Path older = largeLibrary("older", 6);

        assertThat(linkage(many, jar(older), jar(large)).hasClasses(USER, LIBRARY))
                .isFalse();
        assertThat(linkage(many, older, jar(large)).hasClasses(USER, LIBRARY)).isFalse();
        assertThat(linkage(many, jar(large), jar(older)).hasClasses(USER, LIBRARY))
                .isTrue();
    }

    /** A library of so many classes besides its first. */
    private Path largeLibrary(String name, int classes) throws IOException {
        List<String> sources = new ArrayList<>(List.of("package lib; public class Library {}"));
        for (int i = 0; i < classes; i++) {
            sources.add("package lib; public class Part" + i + " {}");
        }
        return compiled(name, List.of(), sources.toArray(String[]::new));
    }

    private static String userOf(int classes) {
        String parts = IntStream.range(0, classes)
                .mapToObj(i -> "Object part" + i + " = new lib.Part" + i + "();")
                .collect(joining(" "));
        return "package app; public class User { " + parts + " }";
    }

    private static Path jar(Path classes) {
        Path jar = classes.resolveSibling(classes.getFileName() + ".jar");
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(printer, printer, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        assertThat(code).as(said.toString()).isZero();
        return jar;
    }

    @Test
    void aUserThatUsesNothingNeedsNoLibrary() throws IOException {
        Path alone = compiled("alone", List.of(), "package app; public class User {}");

        assertThat(linkage(alone).hasMembers(USER, LIBRARY)).isTrue();
    }

    @Test
    void aClassFileThatIsNotUnderstoodTellsNothing() throws IOException {
        byte[] whole = Files.readAllBytes(user.resolve("app/User.class"));
        for (byte[] bytes : List.of(new byte[0], "no class file".getBytes(UTF_8), cut(whole))) {
            Files.write(user.resolve("app/User.class"), bytes);
            Linkage linkage = linkage(user, folder.resolve("whole"));

            assertThat(linkage.exists(USER)).isFalse();
            assertThat(linkage.hasClasses(USER, LIBRARY)).isFalse();
            assertThat(linkage.hasMembers(USER, LIBRARY)).isFalse();
            assertThat(linkage.texts(USER)).isEmpty();
        }
    }

    private static byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, 100);
    }

    /** Sees nothing but these folders, as a class in them would. */
    @SuppressWarnings("resource") // Its folders are deleted at the end of the test.
    private static Linkage linkage(Path... folders) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path one : folders) {
            urls.add(one.toUri().toURL());
        }
        return new Linkage(new URLClassLoader(urls.toArray(URL[]::new), null));
    }

    private Path compiled(String name, List<Path> classPath, String... sources) throws IOException {
        Path out = Files.createDirectories(folder.resolve(name));
        List<Path> files = new ArrayList<>();
        for (String source : sources) {
            String type = source.replaceAll("(?s).*?public (?:class|interface) (\\w+).*", "$1");
            files.add(Files.writeString(
                    Files.createDirectories(out.resolve("src")).resolve(type + ".java"), source));
        }
        List<String> arguments = new ArrayList<>(List.of("-d", out.toString(), "-proc:none", "-cp"));
        arguments.add(classPath.stream().map(Path::toString).collect(joining(File.pathSeparator)));
        files.forEach(file -> arguments.add(file.toString()));
        StringWriter said = new StringWriter();
        PrintWriter printer = new PrintWriter(said);
        int code =
                ToolProvider.findFirst("javac").orElseThrow().run(printer, printer, arguments.toArray(String[]::new));
        assertThat(code).as(said.toString()).isZero();
        return out;
    }
}
