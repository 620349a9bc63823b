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
 * The entries that can be claimed, in order per key. One sender at a time claims from a key; when it is done, the key
 * goes behind the others. A key without entries does not exist. Part of the memory store, guarded by its lock.
 *
 * <p>Only {@link #sort} and {@link #collect} need memory; if one throws, it has lost nothing. The other methods cannot
 * fail half-way.
 */
final class ReadyKeys {
    private final Map<String, KeyQueue> byKey = new HashMap<>();
    // A queue may have stopped waiting since its alarm was set. Such alarms are recognised and skipped.
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    // The caller's thread only links its event here. The leader sorts it later.
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

    /** The number of entries in keys that can be claimed from. */
    int readyEntries() {
        return readyEntries;
    }

    /** The number of keys with entries. */
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

    /** The queue of this key, made if absent. */
    private KeyQueue queueFor(@Nullable String key) {
        return key == null ? new KeyQueue(null) : byKey.computeIfAbsent(key, KeyQueue::new);
    }

    /**
     * Adds a new entry on its caller's thread. The leader sorts it into the queue of its key later. Needs no memory.
     */
    void arrive(StoredEntry entry) {
        inbox.append(entry);
    }

    /** How many entries have come and are not sorted. */
    int arrivals() {
        return inbox.size;
    }

    /** The sorted entries under a key, oldest first; null if there are none. */
    @Nullable
    KeyQueue queue(String key) {
        return byKey.get(key);
    }

    /**
     * Sorts new entries into the queues of their keys.
     *
     * @param max the maximum of entries to sort
     * @return true if no new entry is left
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

    /** Makes keys ready whose first entry is due. */
    void promote(Instant now) {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            alarms.poll();
            if (alarm.stands()) {
                ready(alarm.queue());
            }
        }
    }

    /**
     * Collects entries that can be claimed, up to a number and a sum of bytes, but at least one. Several entries of a
     * key are collected if they follow one another and are due.
     */
    void collect(int max, long maxBytes, Instant now, List<StoredEntry> collected) {
        long bytes = 0;
        for (KeyQueue queue = firstReady; queue != null; queue = queue.nextReady) {
            for (StoredEntry entry = queue.first; entry != null; entry = entry.youngerOfKey) {
                bytes += entry.heapBytes();
                if (collected.size() >= max || (bytes > maxBytes && !collected.isEmpty())) {
                    return;
                }
                // The first entry was due when the key became ready.
                if (!entry.equals(queue.first) && entry.notBefore.isAfter(now)) {
                    break;
                }
                collected.add(entry);
            }
        }
    }

    /** Claims a collected entry and holds its key. */
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

    /** Removes an entry that is not claimed. */
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

    /** Tells whether a key stays ready after its first entry was removed. */
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

    /**
     * Sets an alarm for the key; false if memory is short. The key is then ready at once, since too early is better
     * than never.
     */
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
