package io.salestracker.docs;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, as the tests see it: blocks of code, tables, links. */
record Page(Path file, List<String> lines) {
    static final Path ROOT = root();

    private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");

    /** A fenced block with the comment on the line before it, which says what the tests do with it. */
    record Block(String place, String language, String directive, String text) {}

    /** Every page that is ours to keep true. */
    static List<Page> all() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            Stream<Path> top =
                    Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md").map(ROOT::resolve);
            return Stream.concat(
                            top,
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page read(String name) {
        return read(ROOT.resolve(name));
    }

    private static Page read(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".ci"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    String name() {
        return ROOT.relativize(file).toString();
    }

    String text() {
        return String.join("\n", lines);
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int end = i + 1;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                blocks.add(new Block(
                        name() + ":" + (i + 1),
                        lines.get(i).substring(3),
                        i == 0 ? "" : comment(lines.get(i - 1)),
                        String.join("\n", lines.subList(i + 1, end))));
                i = end;
            }
        }
        return blocks;
    }

    private static String comment(String line) {
        return line.startsWith("<!-- ") && line.endsWith(" -->") ? line.substring(5, line.length() - 4) : "";
    }

    /** The rows of the table that follows a comment of this name, the header first. */
    List<List<String>> table(String name) {
        int start = lines.indexOf("<!-- table: " + name + " -->") + 1;
        if (start == 0) {
            throw new IllegalArgumentException(name() + " has no table " + name);
        }
        List<List<String>> rows = new ArrayList<>();
        for (String line : lines.subList(start, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            if (!line.startsWith("|--")) {
                rows.add(Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::trim)
                        .toList());
            }
        }
        return rows;
    }

    /** What GitHub makes of the headings for links. */
    Set<String> anchors() {
        return lines.stream()
                .map(HEADING::matcher)
                .filter(heading -> heading.matches())
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(toSet());
    }
}
