package io.salestracker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Puts what was measured between the markers of a page, and leaves the rest to its writers. */
final class Docs {
    private static final String END = "<!-- end of results -->";

    private Docs() {}

    /** A page that lacks a marker, or a section that was not measured, is left as it is there. */
    static void write(Path page, Map<String, String> sections) throws IOException {
        String text = Files.readString(page);
        for (Map.Entry<String, String> section : sections.entrySet()) {
            text = replace(text, section.getKey(), section.getValue());
        }
        Files.writeString(page, text);
    }

    private static String replace(String text, String name, String section) {
        String marker = "<!-- results: " + name + " -->\n";
        int start = text.indexOf(marker);
        int end = text.indexOf(END, Math.max(0, start));
        if (start < 0 || end < 0) {
            throw new IllegalArgumentException("no markers for " + name);
        }
        return text.substring(0, start + marker.length()) + "\n" + section + "\n" + text.substring(end);
    }
}
