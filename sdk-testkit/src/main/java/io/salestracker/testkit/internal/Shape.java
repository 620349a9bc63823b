package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Rule;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object with known fields: one row here for each row of a vendor's table. Fields that are not in the table are
 * refused, so that a misspelt one cannot hide.
 */
final class Shape implements Check {
    private record Field(boolean required, Check check, Rule rule) {}

    private final String what;
    private final Rule noOthers;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Shape(String what, Source source) {
        this.what = what;
        this.noOthers = source.says("only documented fields are sent");
    }

    /** Starts an empty one; {@code what} goes after "must be", as in "an order". */
    static Shape of(String what) {
        return new Shape(what, Source.assumed("the vendor's answer to unknown fields is not known; a strict reader"));
    }

    Shape required(String name, Check check, Source source, String meaning) {
        return field(name, true, check, source, meaning);
    }

    Shape optional(String name, Check check, Source source, String meaning) {
        return field(name, false, check, source, meaning);
    }

    private Shape field(String name, boolean required, Check check, Source source, String meaning) {
        String text = name + ": " + check.expected() + (required ? ", required; " : ", optional; ") + meaning;
        fields.put(name, new Field(required, check, source.says(text)));
        return this;
    }

    @Override
    public String expected() {
        return what;
    }

    @Override
    public @Nullable Problem check(JsonNode value, Rule rule) {
        if (!value.isObject()) {
            return Checks.wrongType(this, value, rule);
        }
        int seen = 0;
        for (Map.Entry<String, Field> entry : fields.entrySet()) {
            Field field = entry.getValue();
            JsonNode member = value.get(entry.getKey());
            if (member == null) {
                if (field.required()) {
                    return new Problem(entry.getKey(), "is missing", field.rule());
                }
                continue;
            }
            seen++;
            Problem problem = field.check().check(member, field.rule());
            if (problem != null) {
                return problem.inside(entry.getKey());
            }
        }
        return seen == value.size() ? null : unknownField(value);
    }

    private Problem unknownField(JsonNode value) {
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.containsKey(name)) {
                String cut = name.length() > 100 ? name.substring(0, 100) + "..." : name;
                return new Problem(cut, "is not a field of " + what, noOthers);
            }
        }
        throw new IllegalStateException("every field is known");
    }
}
