package io.salestracker.internal.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Our own JSON setup: the same bytes whatever the host's Jackson is told to do. */
public final class Json {
    /** Makes what writes JSON. */
    public static final JsonFactory FACTORY = factory();

    private Json() {}

    /** Apart from the factory because it takes 300 classes, and the first request needs none of them. */
    private static final class Trees {
        private static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);
    }

    /** Reads responses as trees. */
    public static ObjectMapper mapper() {
        return Trees.MAPPER;
    }

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
}
