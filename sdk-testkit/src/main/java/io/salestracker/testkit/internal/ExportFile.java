package io.salestracker.testkit.internal;

import io.salestracker.testkit.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every event as a line of JSON, written by the thread that answers it and before it does: whatever a caller knows to be
 * answered is in the file, also when the process is killed just then. A response that turns out lost afterwards gives its
 * event a second line, with the same number.
 */
final class ExportFile {
    private static final int EVENTS = 500;

    private final Object lock = new Object();
    private final Journal journal;
    private final Feed feed;
    private final OutputStream file;
    private final Consumer<IOException> failed;
    private final Runnable listener = this::changed;
    private boolean ended;

    private ExportFile(Journal journal, OutputStream file, Consumer<IOException> failed) {
        this.journal = journal;
        this.feed = new Feed(journal, Integer.MAX_VALUE);
        this.file = file;
        this.failed = failed;
    }

    /** Begins; {@code failed} is told once if the file cannot be written any more, which ends it. */
    static void start(Journal journal, OutputStream file, Consumer<IOException> failed) {
        ExportFile export = new ExportFile(journal, file, failed);
        journal.listen(export.listener);
        export.changed();
    }

    private void changed() {
        synchronized (lock) {
            if (ended) {
                return;
            }
            try {
                for (List<Received> news = feed.next(EVENTS); !news.isEmpty(); news = feed.next(EVENTS)) {
                    StringBuilder lines = new StringBuilder();
                    news.stream()
                            .filter(event -> event.latency() != null)
                            .forEach(event -> lines.append(Export.line(event)));
                    file.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                    file.flush();
                }
            } catch (IOException e) {
                ended = true;
                journal.unlisten(listener);
                failed.accept(e);
            }
        }
    }
}
