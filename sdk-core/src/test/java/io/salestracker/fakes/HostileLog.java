package io.salestracker.fakes;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** A log that does to each line what a test says: throws, or blocks. Open until it is closed. Thread-safe. */
public final class HostileLog extends ContextAwareBase implements Appender<ILoggingEvent>, AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.salestracker");
    private final Runnable step;
    private final AtomicInteger lines = new AtomicInteger();

    public HostileLog(Runnable step) {
        this.step = step;
        setContext(logger.getLoggerContext());
        logger.addAppender(this);
        logger.setAdditive(false);
    }

    /** A log that throws this, an error or an unchecked exception. */
    public static HostileLog throwing(Throwable thrown) {
        return new HostileLog(() -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        });
    }

    /** How many lines came. */
    public int lines() {
        return lines.get();
    }

    @Override
    public void doAppend(ILoggingEvent event) {
        lines.incrementAndGet();
        step.run();
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
    }

    @Override
    public String getName() {
        return "hostile";
    }

    @Override
    public void setName(String name) {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isStarted() {
        return true;
    }

    @Override
    public void addFilter(Filter<ILoggingEvent> filter) {}

    @Override
    public void clearAllFilters() {}

    @Override
    public List<Filter<ILoggingEvent>> getCopyOfAttachedFiltersList() {
        return List.of();
    }

    @Override
    public FilterReply getFilterChainDecision(ILoggingEvent event) {
        return FilterReply.NEUTRAL;
    }
}
