package io.salestracker.fields;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The kinds of mess that shops send, by the words that the tables have for them. */
enum Kind {
    BLANK,
    NULL,
    CONTROL_CHARACTERS,
    HALF_A_CHARACTER,
    OVER_LONG,
    MALFORMED,
    WRONG_CASE,
    FRACTION,
    ZERO,
    NEGATIVE,
    TOO_LARGE,
    TOO_MANY_DECIMALS,
    TOO_MANY,
    DUPLICATE,
    TOO_OLD,
    IN_THE_FUTURE,
    CUT_BY_A_COLUMN,
    DOUBLED_ACROSS_SITES;

    static final List<Kind> OF_VISITORS =
            List.of(BLANK, NULL, CONTROL_CHARACTERS, HALF_A_CHARACTER, OVER_LONG, CUT_BY_A_COLUMN);

    private static final List<Kind> OF_TEXTS = List.of(BLANK, NULL, CONTROL_CHARACTERS, HALF_A_CHARACTER, OVER_LONG);

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Kind of(String words) {
        return Arrays.stream(values())
                .filter(kind -> kind.words().equals(words))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kind of mess: " + words));
    }

    /** The kinds that a field of this name and type can suffer; each needs a row. */
    static List<Kind> of(String name, Class<?> type) {
        List<Kind> kinds = new ArrayList<>();
        if (type == String.class) {
            kinds.addAll(OF_TEXTS);
            if (name.endsWith("Url") || name.equals("statusPage")) {
                kinds.add(MALFORMED);
            }
            if (name.equals("currency")) {
                kinds.addAll(List.of(MALFORMED, WRONG_CASE));
            }
        } else if (type == BigDecimal.class) {
            kinds.addAll(List.of(NULL, ZERO, NEGATIVE, TOO_LARGE, TOO_MANY_DECIMALS));
            if (name.startsWith("quantity")) {
                kinds.add(FRACTION);
            }
        } else if (type == int.class) {
            kinds.addAll(List.of(NULL, ZERO, NEGATIVE));
        } else if (type == Instant.class) {
            kinds.addAll(List.of(NULL, TOO_OLD, IN_THE_FUTURE));
        } else if (type == List.class) {
            kinds.addAll(List.of(BLANK, NULL, TOO_MANY, DUPLICATE));
        } else if (type == Map.class) {
            kinds.addAll(List.of(
                    BLANK,
                    NULL,
                    CONTROL_CHARACTERS,
                    HALF_A_CHARACTER,
                    OVER_LONG,
                    TOO_LARGE,
                    TOO_MANY_DECIMALS,
                    TOO_MANY));
        } else {
            kinds.add(NULL);
        }
        return kinds;
    }
}
