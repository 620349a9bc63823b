package io.salestracker.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What the command line wants to go wrong at some vendors.
 *
 * @param vendors where
 * @param script the faults, first to last; empty for a random mix
 * @param seed of the random mix; null for a script
 */
record FaultWish(
        List<Vendor> vendors, List<Fault> script, @Nullable Long seed) {
    private static final Map<Fault, Double> MIX = Map.of(
            Fault.throttle(Duration.ofSeconds(1)),
            0.01,
            Fault.status(503),
            0.03,
            Fault.reset(),
            0.01,
            Fault.statusAfterAccepting(500),
            0.02,
            Fault.resetAfterAccepting(),
            0.01,
            Fault.slow(Duration.ofMillis(200)),
            0.05);

    private static final Pattern RANDOM = Pattern.compile("random(?::(-?\\d{1,18}))?");

    /** Reads {@code <vendor>=<faults>}. */
    static final class Converter implements ITypeConverter<FaultWish> {

        @Override
        public FaultWish convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new TypeConversionException("'" + text + "' has no =, as in text=503 or all=random");
            }
            String who = text.substring(0, equals).trim();
            String what = text.substring(equals + 1).trim();
            if (what.isEmpty()) {
                throw new TypeConversionException("'" + text + "' names no fault, as in text=503 or all=random");
            }
            try {
                List<Vendor> vendors = who.equals("all") ? List.of(Vendor.values()) : List.of(Vendor.of(who));
                Matcher random = RANDOM.matcher(what);
                if (!random.matches()) {
                    return new FaultWish(vendors, Fault.parseScript(what), null);
                }
                long seed = random.group(1) == null
                        ? ThreadLocalRandom.current().nextInt(1_000_000)
                        : Long.parseLong(random.group(1));
                return new FaultWish(vendors, List.of(), seed);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    void set(VendorSandbox sandbox) {
        for (Vendor vendor : vendors) {
            if (seed == null) {
                sandbox.faults(vendor).script(script);
            } else {
                sandbox.faults(vendor).random(seed, MIX);
            }
        }
    }

    /** Says what was set, for the user to have the same again. */
    @Override
    public String toString() {
        String where = vendors.size() == 1 ? vendors.get(0).id() : "all vendors";
        return "Faults at " + where + ": " + (seed == null ? scriptText() : "random, seed " + seed);
    }

    private String scriptText() {
        return script.stream().map(Fault::toString).collect(Collectors.joining(", "));
    }
}
