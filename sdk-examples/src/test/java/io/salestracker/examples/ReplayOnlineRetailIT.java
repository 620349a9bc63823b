package io.salestracker.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayOnlineRetailIT {
    private static final String HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

    /** Four sales to known customers, one to an unknown one, one that no vendor can take, and every kind of dirt; invoices interleave. */
    private static final String DIRTY = String.join(
            "\r\n",
            HEADER,
            "536365,22423,\" REGENCY \"\"3 TIER\"\", CAKESTAND \",2,2011-07-14 15:07:00,10.95,17850,United Kingdom",
            "536366,gift_0001_30,Dotcomgiftshop Gift Voucher £30.00,1,2011-07-14 15:07:00,25.53,,United Kingdom",
            "536365,POST,POSTAGE,1,2011-07-14 15:08:00,18.001,17850,United Kingdom",
            "C536367,22423,REGENCY CAKESTAND,-2,2011-07-14 15:08:00,10.95,17850,United Kingdom",
            "C536367,POST,POSTAGE,-1,2011-07-14 15:08:00,18,17850,United Kingdom",
            "A563186,B,Adjust bad debt,1,2011-07-14 15:09:00,-11062.06,,United Kingdom",
            "536368,84076,,-3,2011-07-14 15:10:00,0,,United Kingdom",
            "536365,22423,\" REGENCY \"\"3 TIER\"\", CAKESTAND \",2,2011-07-14 15:07:00,10.95,17850,United Kingdom",
            "536366,22424,FREE BAG,1,2011-07-14 15:07:00,0,,United Kingdom",
            "536369,85123A,,4,2011-07-14 15:11:00,2.50,13047,EIRE",
            "536370,M,bell \u0007,1,2011-07-14 15:12:00,7.00,13047,EIRE",
            "536371,,NO CODE,1,2011-07-14 15:12:00,1.50,13047,EIRE",
            "536372,22,WRONG NUMBER OF FIELDS,1,2011-07-14 15:12:00,1.50,13047",
            "536372,22,BAD QUANTITY,one,2011-07-14 15:12:00,1.50,13047,EIRE",
            "536372,22,BAD PRICE,1,2011-07-14 15:12:00,\"1,50\",13047,EIRE",
            "536372,22,BAD DATE,1,14.07.2011,1.50,13047,EIRE",
            "536372,22,AFTER THEM,1,2011-07-14 15:13:00,1.50,13047,EIRE",
            "");

    @TempDir
    private Path folder;

    @Test
    void countsEveryRowByItsKind() throws IOException {
        Run run = replay(file("dirty.csv", DIRTY.getBytes(UTF_8)));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.row("sale")).containsExactly("8", "6", "107.331");
        assertThat(run.row("cancellation")).containsExactly("2", "1", "-39.90");
        assertThat(run.row("adjustment")).containsExactly("1", "1", "-11062.06");
        assertThat(run.row("negative quantity")).containsExactly("1", "1", "0.00");
        assertThat(run.row("no price")).containsExactly("1", "1", "0.00");
        assertThat(run.row("unreadable")).containsExactly("4", "0", "0.00");
        assertThat(run.row("all")).containsExactly("17", "9", "-10994.629");
    }

    @Test
    void everySaleEndsAtEveryVendorAndNoneIsLost() throws IOException {
        Run run = replay(file("dirty.csv", DIRTY.getBytes(UTF_8)));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.row("tracked")).containsOnly("6");
        assertThat(run.row("= delivered")).containsExactly("5", "4", "4", "4");
        assertThat(run.row("    NO_IDENTITY")).containsExactly("0", "1", "1", "1");
        assertThat(run.row("    FIELDS")).containsOnly("1");
        assertThat(run.row("delivered, worth")).containsExactly("105.831", "80.301", "80.301", "80.301");
        assertThat(run.row("invalid, worth")).containsOnly("1.50");
        assertThat(run.row("sandbox: worth")).isEqualTo(run.row("delivered, worth"));
    }

    @Test
    void aPackedFileAndOneWithByteOrderMarkGiveTheSame() throws IOException {
        Path packed = file("packed", gzip(DIRTY.getBytes(UTF_8)));
        Path marked = file("marked.csv", ("\uFEFF" + DIRTY.replace("\r\n", "\n")).getBytes(UTF_8));

        assertThat(replay(packed).row("all")).containsExactly("17", "9", "-10994.629");
        assertThat(replay(marked).row("all")).containsExactly("17", "9", "-10994.629");
    }

    @Test
    void aFileWithoutRowsReconciles() throws IOException {
        Run run = replay(file("empty.csv", (HEADER + "\n").getBytes(UTF_8)));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.row("all")).containsExactly("0", "0", "0.00");
    }

    @Test
    void anOrderTooLongForTracktorsAddressGoesWithFewerLines() throws IOException {
        StringBuilder rows = new StringBuilder(HEADER).append('\n');
        for (int i = 0; i < 100; i++) {
            rows.append("536365,22423,REGENCY CAKESTAND,1,2011-07-14 15:07:00,10.95,17850,United Kingdom\n");
        }
        Run run = replay(file("long.csv", rows.toString().getBytes(UTF_8)));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.row("= delivered")).containsOnly("1");
        assertThat(run.row("with fewer lines")).containsExactly("0", "0", "0", "1");
        assertThat(run.row("sandbox: worth")).containsOnly("1095.00");
    }

    @Test
    void exitsWithTwoForAnUnreadableFile() throws IOException {
        byte[] packed = gzip(DIRTY.getBytes(UTF_8));
        Path cut = file("cut.csv.gz", Arrays.copyOf(packed, packed.length / 2));
        Path other = file("other.csv", "a,b\n1,2\n".getBytes(UTF_8));
        Path nothing = file("nothing.csv", new byte[0]);
        Path twice = file("twice.csv", (HEADER + ",Country\n").getBytes(UTF_8));

        assertUnusable(replay(folder.resolve("absent.csv")), "absent.csv does not exist");
        assertUnusable(replay(folder), "is not a file");
        assertUnusable(replay(cut), "cut.csv.gz cannot be read");
        assertUnusable(replay(other), "no column InvoiceNo");
        assertUnusable(replay(nothing), "no column InvoiceNo");
        assertUnusable(replay(twice), "a column twice");
        assertUnusable(Run.of(ReplayOnlineRetail.commandLine()), "Usage: ReplayOnlineRetail");
    }

    @Test
    void theSampleGivesItsKnownFigures() {
        Path sample = sample();
        assumeTrue(
                Files.exists(sample),
                () -> "The Online Retail sample is not at " + sample + "; -Donline.retail=<file> names another place");

        Run run = replay(sample);

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.row("sale")).containsExactly("58,633", "2,330", "1251335.301");
        assertThat(run.row("cancellation")).containsExactly("1,073", "449", "-76934.41");
        assertThat(run.row("adjustment")).containsExactly("3", "3", "-11062.06");
        assertThat(run.row("negative quantity")).startsWith("151").endsWith("0.00");
        assertThat(run.row("no price")).startsWith("137").endsWith("0.00");
        assertThat(run.row("unreadable")).containsExactly("0", "0", "0.00");
        assertThat(run.row("all")).containsExactly("59,997", "3,031", "1163338.831");
        assertThat(run.row("= delivered")).containsExactly("2,330", "2,170", "2,170", "2,170");
        assertThat(run.row("    NO_IDENTITY")).containsExactly("0", "160", "160", "160");
        assertThat(run.row("with fewer lines")).containsExactly("0", "0", "0", "76");
        assertThat(run.row("sandbox: accepted")).isEqualTo(run.row("= delivered"));
        assertThat(run.row("delivered, worth"))
                .containsExactly("1251335.301", "1080396.611", "1080396.611", "1080396.611");
        assertThat(run.row("sandbox: worth")).isEqualTo(run.row("delivered, worth"));
    }

    private static void assertUnusable(Run run, String message) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
    }

    private static Run replay(Path path) {
        return Run.of(ReplayOnlineRetail.commandLine(), path.toString());
    }

    private static Path sample() {
        String chosen = System.getProperty("online.retail");
        Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return chosen != null
                ? Path.of(chosen)
                : module.resolveSibling("../shared/data/online-retail-sample.csv.gz")
                        .normalize();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
