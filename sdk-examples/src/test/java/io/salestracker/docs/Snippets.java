package io.salestracker.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Makes sources of the blocks of Java on a page and compiles them. What a block is stands in the comment before it:
 * {@code java: file} is a file with its own imports, whose types the other blocks of the page see; {@code java: given
 * Type name, ...} is statements in a method with these parameters; {@code java: statements} has none. {@code java 21:}
 * is compiled on a JDK that knows that version.
 */
final class Snippets {
    private static final Pattern DIRECTIVE = Pattern.compile("java(?: (\\d+))?: (file|statements|given (.+))");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(public )?(?:[a-z-]+ )*(?:class|record|@?interface|enum) (\\w+)");
    private static final int MIN_RELEASE = 17;
    private static final String IMPORTS = """
            import io.salestracker.*;
            import io.salestracker.delivery.*;
            import io.salestracker.destination.*;
            import io.salestracker.event.*;
            import io.salestracker.http.*;
            import io.salestracker.testkit.Fault;
            import io.salestracker.testkit.RecordingTransport;
            import io.salestracker.testkit.Reply;
            import io.salestracker.testkit.SettableClock;
            import io.salestracker.testkit.Vendor;
            import io.salestracker.testkit.VendorSandbox;
            import io.salestracker.alhena.*;
            import io.salestracker.ebbot.*;
            import io.salestracker.text.*;
            import io.salestracker.tracktor.*;
            import java.math.*;
            import java.net.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import javax.net.ssl.SSLContext;
            """;

    private Snippets() {}

    /** A source in memory; {@code release} is the Java version it needs. */
    static final class Source extends SimpleJavaFileObject {
        final int release;
        private final String text;

        Source(String type, String text, int release) {
            super(URI.create("string:///" + type.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
            this.release = release;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** The package of a page's sources. */
    static String folder(Page page) {
        return "docs." + page.name().toLowerCase(Locale.ROOT).replaceAll("\\W", "_");
    }

    /** The sources of every block of Java on a page. */
    static List<Source> of(Page page) {
        return page.blocks().stream()
                .filter(block -> block.language().equals("java"))
                .map(block -> source(folder(page), block))
                .toList();
    }

    private static Source source(String folder, Page.Block block) {
        Matcher directive = DIRECTIVE.matcher(block.directive());
        if (!directive.matches()) {
            throw new AssertionError(block.place() + ": a block of Java needs a comment before it: <!-- java: ... -->");
        }
        int release = directive.group(1) == null ? MIN_RELEASE : Integer.parseInt(directive.group(1));
        if (directive.group(2).equals("file")) {
            return new Source(folder + "." + typeIn(block.text()), "package " + folder + "; " + block.text(), release);
        }
        String type = "Lines" + block.place().substring(block.place().lastIndexOf(':') + 1);
        String parameters = directive.group(3) == null ? "" : directive.group(3);
        String text = "package " + folder + ";\n" + IMPORTS + "class " + type + " { void run(" + parameters
                + ") throws Exception {\n" + block.text() + "\n} }";
        return new Source(folder + "." + type, text, release);
    }

    /** The type a file is called by: the public one, else any. */
    private static String typeIn(String text) {
        List<MatchResult> types = TYPE.matcher(text).results().toList();
        return types.stream()
                .filter(type -> type.group(1) != null)
                .findFirst()
                .or(() -> types.stream().findFirst())
                .orElseThrow(() -> new AssertionError("a file without a type: " + text))
                .group(2);
    }

    /** What the pages use of libraries that are not on our class path, cut down to that; a file for each package line. */
    static List<Source> foreignTypes() throws IOException {
        try (InputStream in = Snippets.class.getResourceAsStream("/docs/foreign-types.txt")) {
            List<Source> sources = new ArrayList<>();
            for (String text : new String(in.readAllBytes(), UTF_8).split("(?m)(?=^package )", -1)) {
                if (text.startsWith("package ")) {
                    String folder = text.substring("package ".length(), text.indexOf(';'));
                    sources.add(new Source(folder + "." + typeIn(text), text, MIN_RELEASE));
                }
            }
            return sources;
        }
    }

    /** Compiles into a folder; returns what the compiler complained of, warnings included, or nothing. */
    static String compile(List<Source> sources, int release, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        List<String> options = List.of(
                "--release",
                Integer.toString(release),
                "-Xlint:all,-path,-classfile,-processing",
                "-Werror",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString());
        List<JavaFileObject> units = List.copyOf(sources);
        boolean compiled =
                compiler.getTask(complaints, null, null, options, null, units).call();
        return compiled ? "" : complaints.toString();
    }
}
