package io.salestracker.destination;

import com.fasterxml.jackson.core.JsonGenerator;
import io.salestracker.internal.support.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a JSON object, in the order of the calls; {@link HttpDestination#json} hands it out. A field whose
 * value is null is left out. The same calls give the same bytes: UTF-8 without blanks, amounts as plain numbers with all
 * their decimals and never with an exponent.
 *
 * <p>It is valid only within the call that it is handed to. Not thread-safe.
 */
public final class JsonWriter {
    /** Holds the format of times, which a destination's builder that writes JSON need not load. */
    private static final class Times {
        // Always three digits of a second, which Instant.toString does not promise.
        static final DateTimeFormatter FORMAT =
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    }

    private final Bytes bytes = new Bytes();
    private final JsonGenerator json;
    // Values that are begun and not ended. One that fails is never ended.
    private int begun;

    JsonWriter() {
        try {
            json = Json.FACTORY.createGenerator(bytes);
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /**
     * Writes one object. A writer whose call throws has written half a value, and must not be used again.
     *
     * @throws IllegalStateException if a call failed and its exception was caught, so that half a value would be sent
     */
    byte[] write(Consumer<? super JsonWriter> fields) {
        try {
            writeObject(fields);
            if (begun != 0) {
                throw new IllegalStateException("a field failed half-way; do not catch what JsonWriter throws");
            }
            json.flush();
            return bytes.take();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Gives the generator's buffers back. */
    void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Writes a text. */
    public JsonWriter text(String name, @Nullable String value) {
        return value == null ? this : value(name, value);
    }

    /** Writes a whole number. */
    public JsonWriter number(String name, long value) {
        return value(name, value);
    }

    /** Writes an amount as a number with all its decimals, such as {@code 149.90}. */
    public JsonWriter amount(String name, @Nullable BigDecimal value) {
        return value == null ? this : value(name, value);
    }

    /** Writes a time as a text in UTC with milliseconds, such as {@code 2026-11-20T09:30:00.000Z}. */
    public JsonWriter time(String name, @Nullable Instant value) {
        return value == null ? this : value(name, Times.FORMAT.format(value));
    }

    /**
     * Writes any value of JSON. Unlike elsewhere null is written, as {@code null}.
     *
     * @param value a text, {@link BigDecimal}, whole number of {@code java.lang}, truth value, null, or a list or a map with
     *     text keys of these
     * @throws IllegalArgumentException if it is of another class
     */
    public JsonWriter value(String name, @Nullable Object value) {
        try {
            begun++;
            json.writeFieldName(name);
            writeValue(value);
            begun--;
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Writes each entry of a map as {@link #value} does. */
    public JsonWriter values(Map<String, ? extends @Nullable Object> fields) {
        fields.forEach(this::value);
        return this;
    }

    /** Writes an object, whose fields the call writes. */
    public JsonWriter object(String name, Consumer<? super JsonWriter> fields) {
        try {
            begun++;
            json.writeFieldName(name);
            writeObject(fields);
            begun--;
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    /** Writes an array of objects, one for each entry, whose fields the call writes. */
    public <T> JsonWriter array(
            String name, Collection<? extends T> entries, BiConsumer<? super JsonWriter, ? super T> fields) {
        try {
            begun++;
            json.writeArrayFieldStart(name);
            for (T entry : entries) {
                json.writeStartObject();
                fields.accept(this, entry);
                json.writeEndObject();
            }
            json.writeEndArray();
            begun--;
            return this;
        } catch (IOException e) {
            throw impossible(e);
        }
    }

    private void writeObject(Consumer<? super JsonWriter> fields) throws IOException {
        json.writeStartObject();
        fields.accept(this);
        json.writeEndObject();
    }

    private void writeValue(@Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof BigDecimal amount) {
            json.writeNumber(amount);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object entry : list) {
                writeValue(entry);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : map.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                writeValue(field.getValue());
            }
            json.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    "not a value of JSON, turn it into one: " + value.getClass().getName());
        }
    }

    private static UncheckedIOException impossible(IOException e) {
        return new UncheckedIOException("writing to memory failed", e);
    }

    /**
     * Takes what the generator collected in its recycled buffer, mostly all at once, so that the first array is of the
     * right length and need not be copied again.
     */
    private static final class Bytes extends ByteArrayOutputStream {
        private static final byte[] NONE = new byte[0];

        Bytes() {
            super(0);
        }

        byte[] take() {
            byte[] taken = count == buf.length ? buf : toByteArray();
            buf = NONE;
            count = 0;
            return taken;
        }
    }
}
