package io.salestracker.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Our own JSON setup: the same bytes whatever the host's Jackson is told to do. */
public final class Json {
    // The default pool sits in thread-locals, which would pin our class loader to the host's threads.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .build();

    /** For reading answers as trees. */
    public static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private static final int MAX_LONG_DIGITS = 18;

    // Each thread has a place here that it shares with few others; who finds it empty makes a writer.
    private static final AtomicReferenceArray<@Nullable Writer> SPARE = new AtomicReferenceArray<>(8);

    private Json() {}

    /** What {@link #write} lets write. */
    @FunctionalInterface
    public interface Writing {
        /** Writes one value. */
        void to(JsonGenerator json) throws IOException;
    }

    /** Writes one value as UTF-8; amounts as plain numbers, never with an exponent. */
    public static byte[] write(Writing value) {
        int place = (int) (Thread.currentThread().getId() % SPARE.length());
        Writer spare = SPARE.getAndSet(place, null);
        Writer writer = spare == null ? new Writer() : spare;
        try {
            // What fails in the middle of a value is not used again.
            byte[] bytes = writer.write(value);
            if (!SPARE.compareAndSet(place, null, writer)) {
                writer.json.close();
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** A generator that writes one value after the other: making one takes as long as writing a small event. */
    private static final class Writer {
        private final Bytes bytes = new Bytes();
        private final JsonGenerator json;

        Writer() {
            try {
                json = FACTORY.createGenerator(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
        }

        byte[] write(Writing value) throws IOException {
            value.to(json);
            json.flush();
            return bytes.take();
        }
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

    /** Writes a text field, unless there is no text. */
    public static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    /** Writes an amount as a plain number field, unless there is none. */
    public static void optional(JsonGenerator json, String name, @Nullable BigDecimal value) throws IOException {
        if (value != null) {
            amount(json, name, value);
        }
    }

    /** Writes an amount as a plain number field. */
    public static void amount(JsonGenerator json, String name, BigDecimal value) throws IOException {
        json.writeFieldName(name);
        amount(json, value);
    }

    /** Writes an amount as a plain number; one of usual size digit by digit, without the five objects of its text. */
    public static void amount(JsonGenerator json, BigDecimal value) throws IOException {
        int decimals = value.scale();
        if (value.signum() < 0 || decimals < 0 || decimals > MAX_LONG_DIGITS || value.precision() > MAX_LONG_DIGITS) {
            json.writeNumber(value);
            return;
        }
        long digits = value.scaleByPowerOfTen(decimals).longValue();
        long one = 1;
        for (int i = 0; i < decimals; i++) {
            one *= 10;
        }
        json.writeNumber(digits / one);
        if (decimals > 0) {
            json.writeRaw('.');
        }
        for (long place = one / 10; place > 0; place /= 10) {
            json.writeRaw((char) ('0' + digits / place % 10));
        }
    }
}
