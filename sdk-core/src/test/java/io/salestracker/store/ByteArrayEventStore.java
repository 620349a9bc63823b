package io.salestracker.store;

import io.salestracker.Outcome;
import io.salestracker.Outcome.InvalidReason;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.EventKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * A store that keeps every entry as one byte array, as a table or a topic would, to prove that the interface asks for
 * nothing they cannot give. Slow and simple: every question reads every row.
 */
final class ByteArrayEventStore implements EventStore {
    private static final long NOBODY = 0;

    /** What outlives a process: rows in the order they were added, and the numbers to come. */
    static final class Table {
        private final NavigableMap<Long, byte[]> rows = new TreeMap<>();
        private long lastRow;
        private long lastToken = NOBODY;
    }

    private final Table table;
    private final Duration lease;
    private final Map<Outcome.Kind, Map<String, Long>> ended = new EnumMap<>(Outcome.Kind.class);
    private long added;

    ByteArrayEventStore(Table table, Duration lease) {
        this.table = table;
        this.lease = lease;
        this.added = table.rows.size();
    }

    Table table() {
        return table;
    }

    /** A row read from its bytes. */
    private record Row(long number, EntryHeader header, long token, Instant until, EncodedEvent event) {
        boolean leased(Instant now) {
            return token != NOBODY && until.isAfter(now);
        }

        boolean ranOut(Instant now) {
            return token != NOBODY && !until.isAfter(now);
        }

        boolean waits(Instant now) {
            return until.isAfter(now);
        }
    }

    /** A claimed row. The token tells this claim from every other one. */
    private record Claimed(long number, long token, EntryHeader header, EncodedEvent encoded) implements Entry {
        @Override
        public byte[] bytes() {
            return encoded.bytes();
        }

        @Override
        public long heapBytes() {
            return 0;
        }
    }

    @Override
    public AddResult add(Entry entry) {
        synchronized (table) {
            added++;
            try {
                write(new Row(++table.lastRow, entry.header(), NOBODY, Instant.MIN, encoded(entry)));
                return AddResult.ADDED;
            } catch (TooLargeException e) {
                Outcome refused = new Outcome.Invalid(InvalidReason.TOO_LARGE, List.of());
                count(refused);
                return new AddResult(refused, List.of());
            }
        }
    }

    private static EncodedEvent encoded(Entry entry) throws TooLargeException {
        return new EncodedEvent(entry.header().id(), entry.bytes());
    }

    @Override
    public StoreStatus due(Instant now) {
        synchronized (table) {
            List<Row> claimable = claimable(now);
            Instant next = null;
            Instant nextDeadline = null;
            for (Row row : rows()) {
                if (row.waits(now) && (next == null || row.until().isBefore(next))) {
                    next = row.until();
                }
                Instant deadline = row.header().deadline();
                if (!row.leased(now) && (nextDeadline == null || deadline.isBefore(nextDeadline))) {
                    nextDeadline = deadline;
                }
            }
            return new StoreStatus(
                    claimable.size(),
                    claimable.isEmpty() ? null : claimable.get(0).header().trackedAt(),
                    next,
                    nextDeadline);
        }
    }

    /** Oldest first, but nothing after an entry of its key that is leased or waits. */
    private List<Row> claimable(Instant now) {
        List<Row> claimable = new ArrayList<>();
        Set<String> heldBack = new HashSet<>();
        for (Row row : rows()) {
            String key = row.header().key();
            if (row.waits(now)) {
                if (key != null) {
                    heldBack.add(key);
                }
            } else if (!heldBack.contains(key)) {
                claimable.add(row);
            }
        }
        return claimable;
    }

    @Override
    public List<Entry> claim(int max, Instant now) {
        synchronized (table) {
            return lease(claimable(now), max, now);
        }
    }

    @Override
    public List<Entry> claimExpired(int max, Instant now) {
        synchronized (table) {
            return lease(
                    rows().stream()
                            .filter(row ->
                                    !row.leased(now) && !row.header().deadline().isAfter(now))
                            .toList(),
                    max,
                    now);
        }
    }

    private List<Entry> lease(List<Row> rows, int max, Instant now) {
        List<Entry> claimed = new ArrayList<>();
        for (Row row : rows.subList(0, Math.min(max, rows.size()))) {
            EntryHeader header = row.ranOut(now) ? row.header().failed("LEASE", true) : row.header();
            long token = ++table.lastToken;
            write(new Row(row.number(), header, token, now.plus(lease), row.event()));
            claimed.add(new Claimed(row.number(), token, header, row.event()));
        }
        return claimed;
    }

    @Override
    public List<Entry> claimRest(int max) {
        return List.of();
    }

    @Override
    public List<Entry> settle(List<Entry> entries, Outcome outcome) {
        synchronized (table) {
            List<Entry> settled = entries.stream()
                    .filter(entry -> holds((Claimed) entry))
                    .distinct()
                    .toList();
            for (Entry entry : settled) {
                table.rows.remove(((Claimed) entry).number());
                count(outcome);
            }
            return settled;
        }
    }

    @Override
    public boolean release(Entry entry, EntryHeader header, Instant notBefore) {
        Claimed claimed = (Claimed) entry;
        synchronized (table) {
            if (!holds(claimed)) {
                return false;
            }
            write(new Row(claimed.number(), header, NOBODY, notBefore, claimed.encoded()));
            return true;
        }
    }

    private boolean holds(Claimed claimed) {
        byte[] row = table.rows.get(claimed.number());
        return row != null && read(claimed.number(), row).token() == claimed.token();
    }

    private void count(Outcome outcome) {
        ended.computeIfAbsent(outcome.kind(), kind -> new HashMap<>()).merge(outcome.reason(), 1L, Long::sum);
    }

    @Override
    public StoreCounts counts() {
        synchronized (table) {
            Map<Outcome.Kind, Map<String, Long>> copy = new EnumMap<>(Outcome.Kind.class);
            ended.forEach((kind, reasons) -> copy.put(kind, Map.copyOf(reasons)));
            return new StoreCounts(added, copy, table.rows.size(), 0);
        }
    }

    @Override
    public void close() {
        // The table stays.
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        table.rows.forEach((number, bytes) -> rows.add(read(number, bytes)));
        return rows;
    }

    private void write(Row row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        EntryHeader header = row.header();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(header.id());
            out.writeUTF(header.destination());
            writeNullable(out, header.key());
            out.writeUTF(header.kind().name());
            out.writeUTF(header.mode().name());
            write(out, header.trackedAt());
            write(out, header.deadline());
            out.writeInt(header.attempts());
            out.writeBoolean(header.ambiguous());
            writeNullable(out, header.lastFailure());
            out.writeLong(row.token());
            write(out, row.until());
            out.write(row.event().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        table.rows.put(row.number(), bytes.toByteArray());
    }

    private static Row read(long number, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            EntryHeader header = new EntryHeader(
                    in.readUTF(),
                    in.readUTF(),
                    readNullable(in),
                    EventKind.valueOf(in.readUTF()),
                    DeliveryMode.valueOf(in.readUTF()),
                    readInstant(in),
                    readInstant(in),
                    in.readInt(),
                    in.readBoolean(),
                    readNullable(in));
            return new Row(
                    number, header, in.readLong(), readInstant(in), new EncodedEvent(header.id(), in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeNullable(DataOutputStream out, String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    private static String readNullable(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
