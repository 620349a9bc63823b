package io.salestracker.promises;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What is logged while this is open, from a level on. Thread-safe. */
final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Level before;

    private Logged(Logger logger, Level level) {
        this.logger = logger;
        this.before = logger.getLevel();
        start();
        logger.setLevel(level);
        logger.addAppender(this);
    }

    /** Listens to a logger and those below it. */
    static Logged by(String logger, Level level) {
        return new Logged((Logger) LoggerFactory.getLogger(logger), level);
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        events.add(event);
    }

    /** The messages, as they are written. */
    List<String> lines() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Everything an appender may write of each event. */
    List<String> texts() {
        return events.stream().map(Logged::text).toList();
    }

    private static String text(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getLoggerName() + " [" + event.getThreadName() + "] " + event.getFormattedMessage() + " "
                + event.getMDCPropertyMap() + " " + event.getKeyValuePairs() + " "
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(before);
        stop();
    }
}
