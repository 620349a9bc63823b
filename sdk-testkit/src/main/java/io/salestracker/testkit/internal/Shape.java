package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.testkit.Rule;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object with known fields: one row here for each row of a vendor's table. Fields that are not in the table are
 * refused, so that a misspelt one cannot hide.
 */
final class Shape implements Check {
    private record Field(boolean required, Check check, Rule rule) {}

    /** More would not be told anyway. */
    private static final int MAX_STRANGERS = 20;

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
    public void check(JsonNode value, Rule rule, Problems problems) {
        if (!value.isObject()) {
            problems.add(Checks.wrongType(this, value, rule));
            return;
        }
        List<String> strangers = strangers(value);
        for (Map.Entry<String, Field> entry : fields.entrySet()) {
            String name = entry.getKey();
            Field field = entry.getValue();
            JsonNode member = value.get(name);
            if (member == null && field.required()) {
                String meant = Nearest.to(name, strangers);
                strangers.remove(meant);
                problems.add(
                        name, meant == null ? "is missing" : "is missing: " + meant + " is not its name", field.rule());
            } else if (member != null && member.isNull() && !field.required()) {
                String reason = "must be " + field.check().expected() + ", is null: leave it out";
                problems.add(name, reason, field.rule());
            } else if (member != null) {
                int mark = problems.mark();
                field.check().check(member, field.rule(), problems);
                problems.inside(mark, name);
            }
        }
        for (String stranger : strangers) {
            String meant = Nearest.to(stranger, absent(value));
            String remedy = meant == null ? ": leave it out" : ": its name is " + meant;
            problems.add(cut(stranger), "is not a field of " + what + remedy, noOthers);
        }
    }

    private List<String> strangers(JsonNode value) {
        List<String> strangers = new ArrayList<>();
        for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.containsKey(name) && strangers.size() < MAX_STRANGERS) {
                strangers.add(name);
            }
        }
        return strangers;
    }

    private List<String> absent(JsonNode value) {
        return fields.keySet().stream().filter(name -> !value.has(name)).toList();
    }

    private static String cut(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "..." : name;
    }
}
