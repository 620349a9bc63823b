package io.salestracker.testkit.internal;

import io.salestracker.testkit.Received;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader's place in the journal: first everything it holds, then whatever is new or has changed. Nothing is kept for a
 * reader, so a slow one costs nothing, and only misses what the journal has let go of meanwhile. Not thread-safe.
 */
final class Feed {
    private final Journal journal;
    private final ArrayDeque<Received> backlog = new ArrayDeque<>();
    private long revision;
    private long generation;
    private boolean forgotten;

    Feed(Journal journal, int mostBacklog) {
        this.journal = journal;
        start(mostBacklog);
    }

    private void start(int mostBacklog) {
        Journal.Look look = journal.look();
        List<Received> all = look.records();
        backlog.addAll(all.subList(Math.max(0, all.size() - mostBacklog), all.size()));
        revision = look.revision();
        generation = look.generation();
    }

    /**
     * Returns the next records, at most so many; empty if there is nothing new. One that changed comes again, after those that
     * changed before it.
     */
    List<Received> next(int most) {
        List<Received> next = new ArrayList<>(Math.min(most, backlog.size()));
        while (next.size() < most && !backlog.isEmpty()) {
            next.add(backlog.remove());
        }
        if (!next.isEmpty()) {
            return next;
        }
        Journal.Look look = journal.changesAfter(revision, most);
        if (look.generation() != generation) {
            generation = look.generation();
            forgotten = true;
        }
        revision = look.revision();
        return look.records();
    }

    /** Returns whether the sandbox was reset since this was asked last, so that all records before the latest are void. */
    boolean wasReset() {
        boolean was = forgotten;
        forgotten = false;
        return was;
    }
}
