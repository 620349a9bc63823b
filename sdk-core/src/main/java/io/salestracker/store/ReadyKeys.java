package io.salestracker.store;

import io.salestracker.store.StoredEntry.KeyQueue;
import io.salestracker.store.StoredEntry.KeyQueue.State;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The entries that can be claimed, in order per key. A key is claimed from by one sender at a time, and stands behind the
 * others again when that sender is done; a key with nothing pending does not exist. Part of the memory store, guarded by
 * its lock.
 *
 * <p>Only {@link #sort} and {@link #collect} need memory, and one that throws has lost nothing; the others cannot fail half-way.
 */
final class ReadyKeys {
    private final Map<String, KeyQueue> byKey = new HashMap<>();
    // A queue may have left the wait since its alarm was set; such alarms are recognised and passed over.
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    // A caller only links its event here; the thread that looks for work sorts.
    private final KeyQueue inbox = new KeyQueue(null);
    private @Nullable KeyQueue firstReady;
    private @Nullable KeyQueue lastReady;
    private int readyEntries;

    ReadyKeys() {
        inbox.state = State.INBOX;
    }

    private record Alarm(Instant at, KeyQueue queue) {
        boolean stands() {
            return queue.state == State.WAITING && queue.first != null && queue.first.notBefore.equals(at);
        }
    }

    /** How many entries stand in keys that can be claimed from. */
    int readyEntries() {
        return readyEntries;
    }

    /** How many keys have something pending. */
    int keys() {
        return byKey.size();
    }

    @Nullable
    StoredEntry firstReady() {
        return firstReady == null ? null : firstReady.first;
    }

    @Nullable
    Instant nextDue() {
        dropDeadAlarms();
        Alarm next = alarms.peek();
        return next == null ? null : next.at();
    }

    /** The queue that an entry with this key goes to; made if there is none. */
    private KeyQueue queueFor(@Nullable String key) {
        return key == null ? new KeyQueue(null) : byKey.computeIfAbsent(key, KeyQueue::new);
    }

    /** Takes in an entry that has come, on its caller's thread: it is sorted into its key's queue later. Needs no memory. */
    void arrive(StoredEntry entry) {
        inbox.append(entry);
    }

    /**
     * Sorts up to so many entries that have come into the queues of their keys.
     *
     * @return true if none is left
     */
    boolean sort(int max) {
        for (int i = 0; i < max; i++) {
            StoredEntry entry = inbox.first;
            if (entry == null) {
                return true;
            }
            KeyQueue queue = queueFor(entry.key());
            inbox.remove(entry);
            queue.append(entry);
            if (queue.state == State.READY) {
                readyEntries++;
            } else if (queue.size == 1) {
                ready(queue);
            }
        }
        return inbox.first == null;
    }

    /** Makes the keys ready whose first entry has waited long enough. */
    void promote(Instant now) {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            alarms.poll();
            if (alarm.stands()) {
                ready(alarm.queue());
            }
        }
    }

    /**
     * Collects up to {@code max} entries that can be claimed, several of a key if they follow one another and are due, and
     * no more of them than have so many bytes together, but one at least.
     */
    void collect(int max, long maxBytes, Instant now, List<StoredEntry> collected) {
        long bytes = 0;
        for (KeyQueue queue = firstReady; queue != null; queue = queue.nextReady) {
            for (StoredEntry entry = queue.first; entry != null; entry = entry.youngerOfKey) {
                bytes += entry.heapBytes();
                if (collected.size() >= max || (bytes > maxBytes && !collected.isEmpty())) {
                    return;
                }
                // The first was found to be due when the key became ready.
                if (!entry.equals(queue.first) && entry.notBefore.isAfter(now)) {
                    break;
                }
                collected.add(entry);
            }
        }
    }

    /** Claims an entry that was collected, and holds its key. */
    void claim(StoredEntry entry) {
        KeyQueue queue = queueOf(entry);
        if (queue.state == State.READY) {
            unready(queue);
        }
        queue.claimed++;
    }

    void settle(StoredEntry entry) {
        KeyQueue queue = queueOf(entry);
        queue.claimed--;
        queue.remove(entry);
        resume(queue);
    }

    void release(StoredEntry entry) {
        KeyQueue queue = queueOf(entry);
        queue.claimed--;
        resume(queue);
    }

    /** Takes out an entry that nobody has claimed. */
    void remove(StoredEntry entry) {
        KeyQueue queue = queueOf(entry);
        if (queue.state == State.INBOX) {
            queue.remove(entry);
            return;
        }
        if (queue.state == State.READY) {
            readyEntries--;
        }
        boolean wasFirst = entry.equals(queue.first);
        queue.remove(entry);
        if (queue.size == 0 || (wasFirst && !staysReady(queue))) {
            if (queue.state == State.READY) {
                unready(queue);
            }
            queue.state = State.HELD;
            resume(queue);
        }
    }

    /** Tells whether a key can be claimed from as before though its first entry is another now. */
    private static boolean staysReady(KeyQueue queue) {
        return queue.state == State.READY && queue.first != null && queue.first.notBefore.equals(Instant.MIN);
    }

    private void resume(KeyQueue queue) {
        StoredEntry first = queue.first;
        if (first == null) {
            if (queue.key != null) {
                byKey.remove(queue.key, queue);
            }
        } else if (queue.claimed == 0) {
            if (first.notBefore.equals(Instant.MIN) || !setAlarm(first.notBefore, queue)) {
                ready(queue);
            }
        }
    }

    /** Has the key wait until then; false if there is no memory for it, and too early is better than never. */
    private boolean setAlarm(Instant at, KeyQueue queue) {
        try {
            alarms.add(new Alarm(at, queue));
            queue.state = State.WAITING;
            return true;
        } catch (Throwable noMemory) {
            return false;
        }
    }

    private void ready(KeyQueue queue) {
        queue.state = State.READY;
        readyEntries += queue.size;
        queue.previousReady = lastReady;
        if (lastReady == null) {
            firstReady = queue;
        } else {
            lastReady.nextReady = queue;
        }
        lastReady = queue;
    }

    private void unready(KeyQueue queue) {
        readyEntries -= queue.size;
        unlink(queue);
        queue.state = State.HELD;
    }

    private void unlink(KeyQueue queue) {
        KeyQueue previous = queue.previousReady;
        KeyQueue next = queue.nextReady;
        if (previous == null) {
            firstReady = next;
        } else {
            previous.nextReady = next;
        }
        if (next == null) {
            lastReady = previous;
        } else {
            next.previousReady = previous;
        }
        queue.previousReady = null;
        queue.nextReady = null;
    }

    private void dropDeadAlarms() {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.stands(); alarm = alarms.peek()) {
            alarms.poll();
        }
    }

    private static KeyQueue queueOf(StoredEntry entry) {
        KeyQueue queue = entry.queue;
        if (queue == null) {
            throw new IllegalStateException("an entry without a place");
        }
        return queue;
    }
}
