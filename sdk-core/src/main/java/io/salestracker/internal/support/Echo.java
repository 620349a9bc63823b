package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.salestracker.http.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a request said of its events, to be recognised where the response repeats it: the values in its body, its query and
 * its headers, but not the names beside them, which tell what is wrong. Of long values any piece is recognised, since
 * vendors cut and quote; short ones only as they are.
 */
public final class Echo {
    /** Recognises nothing. */
    public static final Echo NONE = new Echo();

    private static final String MASK = "***";
    private static final int PIECE = 10;
    // A shorter text, such as a currency, identifies nobody, and is too often a part of ordinary words.
    private static final int SHORTEST = 4;
    private static final int MOST = 256 << 10;
    private static final String CONTENT_TYPE = "Content-Type";

    private final StringBuilder longValues = new StringBuilder();
    private final Set<String> shortValues = new HashSet<>();

    private Echo() {}

    public static Echo of(Request request) {
        Echo echo = new Echo();
        request.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(CONTENT_TYPE)) {
                echo.add(value);
            }
        });
        String query = request.uri().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            echo.addEncoded(pair.substring(pair.indexOf('=') + 1));
        }
        byte[] body = request.body();
        if (body != null) {
            echo.addText(new String(body, UTF_8));
        }
        return echo;
    }

    private void addEncoded(String value) {
        add(value);
        try {
            addText(URLDecoder.decode(value, UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            addText(value);
        }
    }

    /** Adds the values in a JSON text, or a text that is something else as a whole. */
    private void addText(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            add(text);
            return;
        }
        try (JsonParser json = Json.MAPPER.createParser(text)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                    String value = json.getText();
                    add(value);
                    addIfOther(new String(JsonStringEncoder.getInstance().quoteAsString(value)), value);
                }
            }
        } catch (IOException notJson) {
            add(text);
        }
    }

    private void addIfOther(String quoted, String value) {
        if (!quoted.equals(value)) {
            add(quoted);
        }
    }

    private void add(String value) {
        if (value.length() >= PIECE && longValues.length() < MOST) {
            longValues.append(lower(value)).append('\n');
        } else if (value.length() >= SHORTEST && value.length() < PIECE) {
            shortValues.add(lower(value));
        }
    }

    /** Letter for letter, so that places stay the same. */
    private static String lower(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() == text.length() ? lower : text;
    }

    /** The text with what the request said masked. */
    String mask(String text) {
        String lower = lower(text);
        boolean[] hidden = new boolean[text.length()];
        for (int i = 0; i + PIECE <= text.length(); i++) {
            if (longValues.indexOf(lower.substring(i, i + PIECE)) >= 0) {
                hide(hidden, i, i + PIECE);
            }
        }
        for (String value : shortValues) {
            for (int at = lower.indexOf(value); at >= 0; at = lower.indexOf(value, at + 1)) {
                if (isWhole(lower, at, at + value.length())) {
                    hide(hidden, at, at + value.length());
                }
            }
        }
        return masked(text, hidden);
    }

    private static boolean isWhole(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    private static void hide(boolean[] hidden, int from, int to) {
        for (int i = from; i < to; i++) {
            hidden[i] = true;
        }
    }

    private static String masked(String text, boolean[] hidden) {
        StringBuilder masked = new StringBuilder();
        for (int i = 0; i < hidden.length; i++) {
            if (!hidden[i]) {
                masked.append(text.charAt(i));
            } else if (i == 0 || !hidden[i - 1]) {
                masked.append(MASK);
            }
        }
        return masked.toString();
    }
}
