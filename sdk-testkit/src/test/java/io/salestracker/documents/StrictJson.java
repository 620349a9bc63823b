package io.salestracker.documents;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON as RFC 8259 has it and nothing beyond: one value in UTF-8, no name twice in an object, no half of a surrogate
 * pair. Objects become maps, arrays lists, numbers decimals, null {@link #NULL}.
 */
final class StrictJson {
    /** Stands for null. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    private StrictJson(String text) {
        this.text = text;
    }

    /** Says that a text is no JSON, and where. */
    static final class NoJson extends Exception {
        private static final long serialVersionUID = 1L;

        NoJson(String message) {
            super(message);
        }
    }

    static Object read(byte[] utf8) throws NoJson {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NoJson("is not UTF-8");
        }
        StrictJson reader = new StrictJson(text);
        Object value = reader.value();
        reader.blanks();
        if (reader.at < text.length()) {
            throw reader.wrong("has something after its value");
        }
        return value;
    }

    private Object value() throws NoJson {
        blanks();
        char c = peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        if (c == '"') {
            return string();
        }
        if (c == '-' || (c >= '0' && c <= '9')) {
            return number();
        }
        for (Object word : List.of(true, false, NULL)) {
            if (text.startsWith(word.toString(), at)) {
                at += word.toString().length();
                return word;
            }
        }
        throw wrong("has no value");
    }

    private Map<String, Object> object() throws NoJson {
        Map<String, Object> members = new LinkedHashMap<>();
        open();
        for (boolean first = true; !closes('}'); first = false) {
            if (!first) {
                expect(',');
                blanks();
            }
            String name = string();
            blanks();
            expect(':');
            if (members.put(name, value()) != null) {
                throw wrong("has a name twice");
            }
        }
        return members;
    }

    private List<Object> array() throws NoJson {
        List<Object> elements = new ArrayList<>();
        open();
        for (boolean first = true; !closes(']'); first = false) {
            if (!first) {
                expect(',');
            }
            elements.add(value());
        }
        return elements;
    }

    private void open() throws NoJson {
        at++;
        if (++depth > MAX_DEPTH) {
            throw wrong("is nested too deep");
        }
    }

    private boolean closes(char end) throws NoJson {
        blanks();
        if (peek() != end) {
            return false;
        }
        at++;
        depth--;
        return true;
    }

    private String string() throws NoJson {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw wrong("has a control character in a string");
            }
            string.append(c == '\\' ? escape() : c);
        }
        at++;
        for (int i = 0; i < string.length(); i += Character.charCount(string.codePointAt(i))) {
            if (string.codePointAt(i) >= 0xD800 && string.codePointAt(i) <= 0xDFFF) {
                throw wrong("has half of a surrogate pair in a string");
            }
        }
        return string.toString();
    }

    private char escape() throws NoJson {
        char c = peek();
        at++;
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u' || at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            throw wrong("has an escape that is none");
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private BigDecimal number() throws NoJson {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("has a number that is none");
        }
        at = number.end();
        return new BigDecimal(number.group());
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws NoJson {
        if (at >= text.length()) {
            throw wrong("ends too early");
        }
        return text.charAt(at);
    }

    private void expect(char c) throws NoJson {
        if (peek() != c) {
            throw wrong("lacks a " + c);
        }
        at++;
    }

    private NoJson wrong(String message) {
        return new NoJson(message + " at character " + at);
    }
}
