package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.Version;
import io.salestracker.internal.linkage.Linkage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Tells whether the libraries on the class path fit, and names those found where one does not.
 *
 * <p>It reads class files first, which takes a tenth of the time of loading and calling the classes. Where those leave a
 * doubt, the calls decide.
 */
public final class Versions {
    private static final int JACKSON_MINOR = 12;
    private static final String NEEDED = ". Needed: Jackson 2.12 or a later 2, its core not older than its databind;"
            + " resilience4j 2; SLF4J 1.7 or 2; for OkHttp's transport OkHttp 3.14.9 or later with the Okio and the Kotlin"
            + " of its release";
    private static final String WAY_OUT = ". HttpTransport.jdk() needs no OkHttp, Okio or Kotlin";
    private static final String MODULES = ". On the module path, one's own module has to require okhttp3";

    // A class of each library, by which its jar is found. Relocation changes these names too.
    private static final String JACKSON_ANNOTATIONS = "com.fasterxml.jackson.annotation.JsonProperty";
    private static final String RESILIENCE4J_CORE = "io.github.resilience4j.core.IntervalFunction";
    private static final String RESILIENCE4J_RETRY = "io.github.resilience4j.retry.RetryConfig";
    private static final String SLF4J = "org.slf4j.Logger";

    private static final List<Map.Entry<String, String>> LIBRARIES = List.of(
            Map.entry("Jackson core", "com.fasterxml.jackson.core.JsonFactory"),
            Map.entry("Jackson databind", "com.fasterxml.jackson.databind.ObjectMapper"),
            Map.entry("Jackson annotations", JACKSON_ANNOTATIONS),
            Map.entry("resilience4j core", RESILIENCE4J_CORE),
            Map.entry("resilience4j retry", RESILIENCE4J_RETRY),
            Map.entry("SLF4J", SLF4J),
            Map.entry("OkHttp", "okhttp3.OkHttpClient"),
            Map.entry("Okio", "okio.Okio"),
            Map.entry("Kotlin", "kotlin.Unit"));

    private static final String JACKSON_2 = "2.";

    // Computed once for each class loader, since the libraries do not change.
    private static final @Nullable String MISFIT = isJacksonKnownToFit() ? null : misfit();

    private Versions() {}

    /**
     * Does nothing if Jackson and SLF4J fit. Other libraries are tried where they are used first, at {@code build()} too.
     *
     * @throws IllegalStateException if one does not; the message names what was found and what is needed
     */
    public static void check() {
        if (MISFIT != null) {
            throw new IllegalStateException(message(MISFIT));
        }
    }

    /** Tells by class files alone that Jackson and SLF4J fit. False also where the files do not tell. */
    private static boolean isJacksonKnownToFit() {
        Linkage linkage = new Linkage(Versions.class.getClassLoader());
        int core = jacksonMinor(linkage, "com.fasterxml.jackson.core.json.PackageVersion");
        int databind = jacksonMinor(linkage, "com.fasterxml.jackson.databind.cfg.PackageVersion");
        return databind >= JACKSON_MINOR
                && core >= databind
                && linkage.hasClasses(
                        "com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector", JACKSON_ANNOTATIONS)
                && linkage.hasMembers(Log.class.getName(), SLF4J);
    }

    /** The second number of the version that a class of Jackson's states; negative if there is none. */
    private static int jacksonMinor(Linkage linkage, String className) {
        for (String text : linkage.texts(className)) {
            int end = text.indexOf('.', JACKSON_2.length());
            if (text.startsWith(JACKSON_2) && isNumber(text, JACKSON_2.length(), end)) {
                return Integer.parseInt(text, JACKSON_2.length(), end, 10);
            }
        }
        return -1;
    }

    /** Tells whether a part of a text is a number of at most four digits. */
    private static boolean isNumber(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return to > from && to - from <= 4;
    }

    /**
     * Tells by class files alone that resilience4j fits. False also where the files do not tell.
     *
     * @param user the class that calls the library
     */
    public static boolean isResilience4jKnownToFit(Class<?> user) {
        Linkage linkage = new Linkage(Versions.class.getClassLoader());
        return linkage.hasMembers(user.getName(), RESILIENCE4J_RETRY)
                && linkage.hasMembers(user.getName(), RESILIENCE4J_CORE)
                && linkage.hasMembers(RESILIENCE4J_RETRY, RESILIENCE4J_CORE);
    }

    /** Calls the methods that delivery calls. Returns why that fails, or null. */
    private static @Nullable String misfit() {
        try {
            Version core = Json.FACTORY.version();
            Version databind = Json.mapper().version();
            // An older Jackson works in part; a databind newer than its core fails in calls that are not tried here.
            if (databind.getMinorVersion() < JACKSON_MINOR || core.getMinorVersion() < databind.getMinorVersion()) {
                return "Jackson core " + core + ", databind " + databind;
            }
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.FACTORY.createGenerator(written)) {
                json.writeStartObject();
                json.writeStringField("text", "\u00e9");
                json.writeNumberField("amount", BigDecimal.TEN);
                json.writeEndObject();
            }
            Json.mapper().readTree(written.toByteArray());
            Json.mapper().createParser(written.toString(UTF_8)).close();
            requireNonNull(LoggerFactory.class); // Naming a class loads it.
            return null;
        } catch (LinkageError | RuntimeException | IOException misfit) {
            // A library with classes of two releases may fail by a ClassCastException.
            return reason(misfit, new Redactor(List.of()));
        }
    }

    /** The message for a library that every tracker uses and that does not fit. */
    public static String doesNotFit(Throwable misfit) {
        return message(reason(misfit, new Redactor(List.of())));
    }

    /** The message for a transport's library that does not fit, at {@code build()}. */
    public static String describe(LinkageError misfit) {
        return describe(misfit, new Redactor(List.of()));
    }

    /**
     * The message for a transport's library that does not fit.
     *
     * @param redactor masks the error's message, which may not be the JVM's
     */
    public static String describe(LinkageError misfit, Redactor redactor) {
        return message(reason(misfit, redactor))
                + WAY_OUT
                + (Versions.class.getModule().isNamed() ? MODULES : "");
    }

    private static String reason(Throwable misfit, Redactor redactor) {
        return misfit.getClass().getSimpleName() + " " + redactor.shown(String.valueOf(misfit.getMessage()));
    }

    private static String message(String reason) {
        return "A library on the class path is of a version that does not fit (" + reason + "). Found: "
                + LIBRARIES.stream()
                        .map(library -> library.getKey() + " in " + jars(library.getValue()))
                        .collect(joining("; "))
                + NEEDED;
    }

    /** The names of the jars with this class, in class path order. The paths are left out: they are the host's. */
    private static String jars(String className) {
        String resource = className.replace('.', '/') + ".class";
        ClassLoader loader = Versions.class.getClassLoader();
        try {
            List<String> jars = Collections.list(loader.getResources(resource)).stream()
                    .map(url -> jar(url.toString(), resource))
                    .distinct()
                    .toList();
            return jars.isEmpty() ? "no jar" : String.join(" before ", jars);
        } catch (IOException | RuntimeException unreadable) {
            return "an unknown place";
        }
    }

    public static String jar(String url, String resource) {
        Matcher jar = Pattern.compile(".*[/!]([^/!]+\\.jar)(?:[/!].*)?").matcher(url);
        if (jar.matches()) {
            return jar.group(1);
        }
        String folder = url.substring(0, Math.max(0, url.length() - resource.length() - 1));
        return folder.substring(folder.lastIndexOf('/') + 1);
    }
}
