package io.salestracker.internal.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Our own JSON setup: the same bytes whatever the host's Jackson is told to do. */
public final class Json {
    static final JsonFactory FACTORY = factory();

    /** For reading answers as trees. */
    public static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private static final int MAX_LONG_DIGITS = 18;

    private Json() {}

    private static JsonFactory factory() {
        JsonFactoryBuilder builder = new JsonFactoryBuilder()
                .rootValueSeparator((String) null)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
        // Jackson's default keeps buffers in thread-locals, which would pin our class loader to the host's threads.
        try {
            builder.recyclerPool(JsonRecyclerPools.newConcurrentDequePool());
        } catch (LinkageError jacksonBefore216) {
            // It has no pools. A generator keeps its buffers as long as it lives all the same.
            builder.disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING);
        }
        return builder.build();
    }

    /** What a writer is to write. */
    @FunctionalInterface
    public interface Writing {
        /** Writes one value. */
        void to(JsonGenerator json) throws IOException;
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
