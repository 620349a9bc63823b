package io.salestracker.internal;

import java.security.CodeSource;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/** Names the libraries that were found, for when one of another version is in the way. */
final class Versions {
    private static final List<String> OF_INTEREST = List.of(
            "okhttp3.OkHttpClient",
            "okio.Okio",
            "kotlin.Unit",
            "com.fasterxml.jackson.core.JsonFactory",
            "io.github.resilience4j.retry.RetryConfig");

    private Versions() {}

    static String describe(LinkageError mismatch) {
        return describe(mismatch, message -> VendorText.clean(message, List.of()));
    }

    /** @param cleaned makes the error's words fit to be shown, which may not be the JVM's */
    static String describe(LinkageError mismatch, UnaryOperator<String> cleaned) {
        StringJoiner found = new StringJoiner(", ");
        for (String name : OF_INTEREST) {
            found.add(name + " from " + origin(name));
        }
        return "A library on the class path is of a version that does not fit ("
                + mismatch.getClass().getSimpleName()
                + " " + cleaned.apply(String.valueOf(mismatch.getMessage())) + "). Found: " + found
                + ". HttpTransports.jdk() needs no OkHttp";
    }

    /** The jar's file name, without the path, which is the host's affair. */
    private static String origin(String className) {
        try {
            Class<?> type = Class.forName(className, false, Versions.class.getClassLoader());
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source == null || source.getLocation() == null) {
                return "an unknown place";
            }
            String path = source.getLocation().getPath();
            return path.substring(path.lastIndexOf('/') + 1);
        } catch (ClassNotFoundException | LinkageError missing) {
            return "nowhere";
        }
    }
}
