package io.salestracker.internal.support;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One destination's JSON generators, each for one event after the other: making one takes as long as writing a small
 * event. Thread-safe.
 */
public final class JsonWriters {
    // Striped by thread id, to avoid contention. A thread that finds its place empty makes a writer.
    private final AtomicReferenceArray<@Nullable Writer> spare = new AtomicReferenceArray<>(8);

    /**
     * Makes one that has no generator yet.
     *
     * @throws IllegalStateException if a library on the class path does not fit; the message names those found
     */
    public JsonWriters() {
        Versions.check();
    }

    /** Writes one value as UTF-8; amounts as plain numbers, never with an exponent. */
    public byte[] write(Json.Writing value) {
        int place = (int) (Thread.currentThread().getId() % spare.length());
        Writer found = spare.getAndSet(place, null);
        try {
            Writer writer = found == null ? new Writer() : found;
            // What fails in the middle of a value is not used again.
            byte[] bytes = writer.write(value);
            if (!spare.compareAndSet(place, null, writer)) {
                writer.json.close();
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private static final class Writer {
        private final Bytes bytes = new Bytes();
        private final JsonGenerator json;

        Writer() throws IOException {
            json = Json.FACTORY.createGenerator(bytes);
        }

        byte[] write(Json.Writing value) throws IOException {
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
}
