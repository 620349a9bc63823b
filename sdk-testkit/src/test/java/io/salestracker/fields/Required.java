package io.salestracker.fields;

import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Visitor;
import io.salestracker.fields.FieldTable.Row;
import io.salestracker.fields.FieldTable.Section;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorCartCall;
import io.salestracker.tracktor.TracktorIdentity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds by the components of the records which rows there have to be: a field that is new has none, and is missed. */
final class Required {
    private static final Map<String, Class<?>> IDENTITIES = Map.of(
            "alhena", AlhenaIdentity.class,
            "text", TextIdentity.class,
            "ebbot", EbbotIdentity.class,
            "tracktor", TracktorIdentity.class);

    private Required() {}

    /** Returns the fields and kinds of mess that have no row. */
    static List<String> without(List<Section> sections) {
        List<String> missing = new ArrayList<>();
        for (Section section : sections) {
            Set<String> there = new LinkedHashSet<>();
            section.rows.forEach(
                    row -> there.add(row.field() + ": " + row.kind().words()));
            fields(section.event)
                    .forEach((field, kinds) -> kinds.forEach(kind -> {
                        String needed = field + ": " + kind.words();
                        if (!there.contains(needed)) {
                            missing.add(section.event + " " + needed);
                        }
                    }));
        }
        return missing;
    }

    /** Returns the rows about fields that no record has. */
    static List<String> beyond(List<Section> sections) {
        List<String> beyond = new ArrayList<>();
        for (Section section : sections) {
            Set<String> known = fields(section.event).keySet();
            for (Row row : section.rows) {
                if (!known.contains(row.field())) {
                    beyond.add(row.toString());
                }
            }
        }
        return beyond;
    }

    private static Map<String, List<Kind>> fields(String event) {
        Map<String, List<Kind>> fields = new LinkedHashMap<>();
        addAll("", EventMaker.type(event), fields);
        return fields;
    }

    private static void addAll(String prefix, Class<?> type, Map<String, List<Kind>> fields) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> own = component.getType();
            if (own == TracktorCartCall.class) {
                continue; // The builder's own: there is one for each call.
            }
            String path = prefix + component.getName();
            if (own == Product.class && type == LineItem.class) {
                addAll(prefix, own, fields); // A line's builder has the product's fields for its own.
                continue;
            }
            if (own == Visitor.class) {
                fields.put(path, Kind.OF_VISITORS);
                IDENTITIES.forEach((vendor, identity) -> {
                    fields.put("visitor." + vendor, List.of(Kind.NULL, Kind.MALFORMED));
                    addAll("visitor." + vendor + ".", identity, fields);
                });
                continue;
            }
            fields.put(path, Kind.of(component.getName(), own));
            if (own == List.class) {
                Class<?> element =
                        (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
                if (element.isRecord()) {
                    addAll(path + "[0].", element, fields);
                } else {
                    fields.put(path + "[0]", Kind.of(component.getName(), element));
                }
            } else if (own.isRecord()) {
                addAll(path + ".", own, fields);
            }
        }
    }
}
