package io.salestracker.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The SDK of an earlier commit, out of this repository's history, as a class path for the same {@link Client}: its core
 * compiled against the libraries of today, and the benchmarks' sources compiled against it, with the {@link Sdk} that
 * {@code src/history} has for it.
 */
final class History {
    static final String COMMIT = "ccc4d23c6d043a8c9bb0e9e245afdd8b3f8567e7";

    private static final String CORE = "sdk-core/src/main/java";

    private History() {}

    /** The commit cannot be built here, for a reason that is no fault of the project. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String reason) {
            super(reason);
        }
    }

    /**
     * Builds it, but for the core if that was built before.
     *
     * @param top the top folder of the project
     * @param folder for what is made, kept between runs
     * @throws MissingException if the history does not reach back, or a tool is missing
     * @throws IOException if anything else fails, as does a source that does not compile
     */
    static String classPath(Path top, Path folder) throws MissingException, IOException, InterruptedException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new MissingException("this Java has no compiler");
        }
        requireCommit(top);
        List<Path> libraries = libraries();
        Path core = folder.resolve("core");
        if (!Files.isDirectory(core)) {
            Path sources = folder.resolve("sources");
            export(top, folder.resolve("sources.zip"), sources);
            Path made = folder.resolve("core-" + ProcessHandle.current().pid());
            compile(compiler, made, libraries, List.of(), javaFiles(sources.resolve(CORE)));
            // The folder appears under this name only when it is complete.
            Files.move(made, core);
        }
        List<Path> classPath = new ArrayList<>(List.of(core));
        classPath.addAll(libraries);
        Path own = top.resolve("sdk-benchmarks/src");
        Path clients = folder.resolve("clients");
        List<Path> sourcePath = List.of(own.resolve("history/" + Subjects.HISTORY), own.resolve("main/java"));
        Path client = sourcePath.get(1).resolve(Client.class.getName().replace('.', '/') + ".java");
        compile(compiler, clients, classPath, sourcePath, List.of(client));
        classPath.add(0, clients);
        classPath.add(own.resolve("main/resources"));
        return join(classPath);
    }

    private static void requireCommit(Path top) throws MissingException, IOException, InterruptedException {
        Git git = new Git(top, "cat-file", "-e", COMMIT + "^{commit}");
        if (git.exitCode != 0) {
            boolean shallow = new Git(top, "rev-parse", "--is-shallow-repository").output.equals("true");
            throw new MissingException(
                    shallow
                            ? "this clone is shallow and does not have the commit; `git fetch --unshallow` brings it"
                            : "no history here that has the commit (git says: " + git.output + ")");
        }
    }

    private static void export(Path top, Path zip, Path to) throws MissingException, IOException, InterruptedException {
        Files.createDirectories(to);
        Git git = new Git(top, "archive", "--format=zip", "-o", zip.toString(), COMMIT, CORE);
        if (git.exitCode != 0) {
            throw new IOException("git archive: " + git.output);
        }
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path path = to.resolve(entry.getName()).normalize();
                if (!path.startsWith(to)) {
                    throw new IOException("a path that leads out: " + entry);
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.write(path, in.readAllBytes());
                }
            }
        }
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    // On the class path it is no module; one would have to be found on a module path.
                    .filter(file -> !file.endsWith("module-info.java"))
                    .toList();
        }
    }

    /** The class path of this process without this project's own classes. */
    private static List<Path> libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(element -> !isOwn(element))
                .toList();
    }

    private static boolean isOwn(Path element) {
        String name = String.valueOf(element.getFileName());
        return name.startsWith("salestracker-") || Files.isDirectory(element);
    }

    private static void compile(
            JavaCompiler compiler, Path to, List<Path> classPath, List<Path> sourcePath, List<Path> sources)
            throws IOException {
        Files.createDirectories(to);
        List<String> options = new ArrayList<>(List.of("-d", to.toString(), "-cp", join(classPath)));
        options.addAll(List.of("-encoding", "UTF-8", "-proc:none", "-nowarn", "-implicit:class"));
        if (!sourcePath.isEmpty()) {
            options.addAll(List.of("-sourcepath", join(sourcePath)));
        }
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!compiled) {
                throw new IOException("commit " + Subjects.HISTORY + " does not compile:\n" + said);
            }
        }
    }

    private static String join(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** One call of git, with what it said. */
    private static final class Git {
        private final int exitCode;
        private final String output;

        private Git(Path top, String... arguments) throws MissingException, InterruptedException, IOException {
            List<String> command = new ArrayList<>(List.of("git", "-C", top.toString()));
            command.addAll(List.of(arguments));
            Process process;
            try {
                process = new ProcessBuilder(command).redirectErrorStream(true).start();
            } catch (IOException e) {
                throw new MissingException("git does not start: " + e.getMessage());
            }
            try (InputStream said = process.getInputStream()) {
                output = new String(said.readAllBytes(), StandardCharsets.UTF_8).trim();
            }
            exitCode = process.waitFor();
        }
    }
}
