package io.salestracker.examples;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/** A file of the Online Retail data set: CSV in UTF-8 with a header line, plain or packed with gzip. Read as a stream. */
final class RetailFile {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    // Quotes in the wrong place spoil a row, not the file.
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setTrailingData(true)
            .setLenientEof(true)
            .get();

    private final Path path;

    RetailFile(Path path) {
        this.path = path;
    }

    /** Takes rows one by one. */
    interface RowReader {
        /**
         * A row was read.
         *
         * @param number its number in the file, from 1
         * @param row what it says; empty if it cannot be read
         */
        void row(long number, Optional<RetailRow> row) throws IOException, InterruptedException;
    }

    /**
     * Reads the whole file.
     *
     * @throws IOException if it cannot be read to its end, or has other columns
     */
    void read(RowReader reader) throws IOException, InterruptedException {
        try (Reader text = text();
                CSVParser parser = parser(text)) {
            List<Integer> columns = columns(parser.getHeaderMap());
            for (CSVRecord record : parser) {
                Optional<RetailRow> row = record.isConsistent()
                        ? RetailRow.read(columns.stream().map(record::get).toList())
                        : Optional.empty();
                reader.row(record.getRecordNumber(), row);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static CSVParser parser(Reader text) throws IOException {
        try {
            return FORMAT.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("its header line has a column twice or without a name", e);
        }
    }

    private Reader text() throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        try {
            bytes.mark(2);
            boolean packed = (bytes.read() << 8 | bytes.read()) == GZIP_MAGIC;
            bytes.reset();
            InputStream plain = packed ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            Reader text = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
            text.mark(1);
            if (text.read() != BYTE_ORDER_MARK) {
                text.reset();
            }
            return text;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static List<Integer> columns(Map<String, Integer> header) throws IOException {
        for (String name : RetailRow.COLUMNS) {
            if (!header.containsKey(name)) {
                throw new IOException("its header line has no column " + name);
            }
        }
        return RetailRow.COLUMNS.stream().map(header::get).toList();
    }
}
