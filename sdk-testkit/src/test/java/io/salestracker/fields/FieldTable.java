package io.salestracker.fields;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the tables of this package, {@code *.txt} among the resources. A section begins with {@code ##} and the name of an event,
 * and has four parts:
 *
 * <ul>
 *   <li>the fields of an event without any mess, {@code field = value};
 *   <li>{@code -- places}: under which path each vendor has a field on its wire; empty where it has none;
 *   <li>{@code -- sent}: what each vendor is sent of that event, whole;
 *   <li>{@code -- cells}: a row for each mess in a field, see {@link Row}.
 * </ul>
 */
final class FieldTable {

    /** An event without mess, and the rows with it. */
    static final class Section {
        final String event;
        final Map<String, String> fields = new LinkedHashMap<>();
        final Map<String, Map<Vendor, String>> places = new LinkedHashMap<>();
        final Map<Vendor, JsonNode> sent = new EnumMap<>(Vendor.class);
        final List<Row> rows = new ArrayList<>();

        private Section(String event) {
            this.event = event;
        }
    }

    /**
     * One mess in one field.
     *
     * @param where file and line
     * @param given what the field is set to, or several {@code field = value} joined by semicolons
     * @param model what its accessor shows: {@code as given}, {@code absent}, a value, or {@code refused} with the path and the
     *     code of each violation
     * @param cells for each vendor: {@code =} where the vendor's place for the field has what the accessor shows and all else is
     *     as without mess; a value for the place; changes {@code path = value} and {@code - path} of the whole payload;
     *     {@code same} for the payload without mess; {@code fit:} and fields that are counted as made fit; or {@code invalid},
     *     {@code skipped} and {@code expired} with the reason
     */
    record Row(
            Section section,
            String where,
            String field,
            Kind kind,
            String given,
            String model,
            Map<Vendor, String> cells) {
        boolean isRefused() {
            return model.startsWith("refused ");
        }

        @Override
        public String toString() {
            return where + " " + field + ": " + kind.words();
        }
    }

    private FieldTable() {}

    static List<Section> readAll() {
        List<Section> sections = new ArrayList<>();
        for (String name : List.of("purchase", "cart-change", "product-visit", "alhena", "text", "ebbot", "tracktor")) {
            read(name + ".txt", sections);
        }
        return sections;
    }

    private static void read(String file, List<Section> sections) {
        Section section = null;
        String part = "";
        List<Vendor> columns = List.of();
        StringBuilder json = new StringBuilder();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String where = file + ":" + (i + 1);
            if (line.isEmpty() || line.startsWith("# ")) {
                continue;
            }
            if (line.startsWith("## ")) {
                section = new Section(line.substring(3));
                sections.add(section);
                part = "fields";
            } else if (line.startsWith("-- ")) {
                part = line.substring(3);
            } else if (part.equals("fields")) {
                String[] field = line.split("=", 2);
                section.fields.put(field[0].strip(), field[1].strip());
            } else if (part.equals("sent")) {
                json.append(line).append('\n');
                boolean ends = i + 1 == lines.size() || lines.get(i + 1).isBlank();
                if (ends) {
                    String[] sent = json.toString().split("\\s", 2);
                    section.sent.put(vendor(sent[0]), Values.json(sent[1]));
                    json.setLength(0);
                }
            } else {
                List<String> cells = new ArrayList<>();
                for (String cell : line.split("\\|", -1)) {
                    cells.add(cell.strip());
                }
                int first = part.equals("places") ? 1 : 4;
                if (cells.get(0).equals("field")) {
                    columns = cells.subList(first, cells.size()).stream()
                            .map(FieldTable::vendor)
                            .toList();
                    continue;
                }
                if (cells.size() != first + columns.size()) {
                    throw new IllegalArgumentException(where + " has " + cells.size() + " cells");
                }
                for (String field : expanded(cells.get(0))) {
                    Map<Vendor, String> own = new EnumMap<>(Vendor.class);
                    for (int column = 0; column < columns.size(); column++) {
                        own.put(columns.get(column), cells.get(first + column));
                    }
                    if (part.equals("places")) {
                        section.places.put(field, own);
                    } else {
                        Kind kind = Kind.of(cells.get(1));
                        section.rows.add(new Row(section, where, field, kind, cells.get(2), cells.get(3), own));
                    }
                }
            }
        }
    }

    /** Writes out {@code items[0].{sku,variantId}}. */
    private static List<String> expanded(String field) {
        int open = field.indexOf('{');
        if (open < 0) {
            return List.of(field);
        }
        int close = field.indexOf('}');
        List<String> all = new ArrayList<>();
        for (String name : field.substring(open + 1, close).split(",", -1)) {
            all.add(field.substring(0, open) + name.strip() + field.substring(close + 1));
        }
        return all;
    }

    private static Vendor vendor(String name) {
        return Vendor.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static List<String> lines(String file) {
        try (InputStream in = FieldTable.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
