package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.http.HttpTransport;
import io.salestracker.store.StoreCounts;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Modifier;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * Promise 15: secrets, signatures, identities and payloads reach no log, no exception's message and no toString. Only a
 * line of the log that quotes a vendor may have a piece of a payload.
 */
@Timeout(120)
class SecrecyIT {
    /** What plays the vendors here and writes down what it receives, and what the JDK's client tells who debugs it. */
    private static final List<String> NOT_OURS =
            List.of("org.eclipse.jetty", "io.salestracker.testkit", "jdk.internal.httpclient.debug");

    private static final List<String> STATS = Stream.of(
                    TrackerStats.class, DestinationStats.class, FlushReport.class, StoreCounts.class)
            .map(type -> type.getName() + ":")
            .toList();

    private final Leaks leaks = new Leaks(CanaryShop.canaries());
    private final Leaks leaksOfAccountsAndPeople = new Leaks(CanaryShop.secretsAndIdentities());
    private final Leaks leaksBesideAmounts = new Leaks(CanaryShop.allButAmounts());
    private final Leaks leaksBesideAmountsAndOrders = new Leaks(CanaryShop.allButAmounts().stream()
            .filter(canary -> !canary.equals(CanaryShop.ORDER))
            .toList());
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final java.util.logging.Logger javaLogging =
            LogManager.getLogManager().getLogger("");
    private final java.util.logging.Level javaLevel = javaLogging.getLevel();
    private final Thread.UncaughtExceptionHandler uncaughtBefore = Thread.getDefaultUncaughtExceptionHandler();
    private final Handler javaLog = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (NOT_OURS.stream().noneMatch(String.valueOf(record.getLoggerName())::startsWith)) {
                logged.add(new SimpleFormatter().format(record));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        NOT_OURS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.WARN));
        javaLog.setLevel(java.util.logging.Level.ALL);
        javaLogging.addHandler(javaLog);
        javaLogging.setLevel(java.util.logging.Level.ALL);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> logged.add("uncaught: " + text(thrown)));
    }

    @AfterEach
    void stopListening() {
        NOT_OURS.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(null));
        javaLogging.removeHandler(javaLog);
        javaLogging.setLevel(javaLevel);
        Thread.setDefaultUncaughtExceptionHandler(uncaughtBefore);
    }

    /** With a name that the transport's own log lines show. The JDK's client logs nothing that counts here. */
    static Stream<Arguments> transports() {
        return Stream.of(
                Arguments.of(HttpTransport.okHttp(), "okhttp3"), Arguments.of(HttpTransport.jdk(), "salestracker"));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void noLogMessageOrToStringShowsACanary(HttpTransport.Factory transport, String logger) throws Exception {
        SecrecyCampaign campaign = new SecrecyCampaign(transport);
        Set<Object> objects;
        try (Logged log = Logged.by("ROOT", Level.TRACE)) {
            objects = campaign.run();
            logged.addAll(log.texts());
        }

        for (String expected : List.of(
                "rejected an event",
                "refuses the account",
                "gave no response",
                "is invalid",
                "does not fit",
                "Closed: ",
                logger)) {
            assertThat(logged).anyMatch(line -> line.contains(expected));
        }
        assertThat(leaking(logged)).as("log lines").isEmpty();
        assertThat(leaking(campaign.thrown().stream().map(SecrecyIT::text).toList()))
                .as("exceptions")
                .isEmpty();
        assertThat(leaking(objects.stream()
                        .filter(object -> !(object instanceof Throwable))
                        .map(object -> object.getClass().getName() + ": " + object)
                        .toList()))
                .as("toString")
                .isEmpty();
        Set<String> met = objects.stream()
                .map(object -> object.getClass().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        campaign.thrown().forEach(thrown -> met.add(thrown.getClass().getName()));
        assertThat(met).as("types that were looked at").containsAll(publicTypes());
    }

    /** By what was found, an example each. */
    private Map<String, String> leaking(Iterable<String> texts) {
        Map<String, String> leaking = new TreeMap<>();
        for (String text : texts) {
            String piece = leaksFor(text).in(text);
            if (piece != null && leaking.size() < 40) {
                leaking.put(piece, text.substring(0, Math.min(text.length(), 150)));
            }
        }
        return leaking;
    }

    /**
     * The rule for a text. A quoted vendor may repeat the payload, stats have sums of purchases, and the line at close has such sums
     * and the ids of lost orders.
     */
    private Leaks leaksFor(String text) {
        if (text.contains("[salestracker-log] Closed: ")) {
            return leaksBesideAmountsAndOrders;
        }
        if (text.contains("rejected an event") || text.contains("refuses the account")) {
            return leaksOfAccountsAndPeople;
        }
        return STATS.stream().anyMatch(text::startsWith) ? leaksBesideAmounts : leaks;
    }

    /** What is said in the chain of causes, but for the campaign's own exceptions, which are full of canaries. */
    private static String text(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            boolean isTheUsers = at.getStackTrace().length > 0
                    && at.getStackTrace()[0].getClassName().startsWith(SecrecyCampaign.class.getName());
            text.append(isTheUsers ? at.getClass() : at).append('\n');
            for (Throwable suppressed : at.getSuppressed()) {
                text.append(text(suppressed));
            }
        }
        return text.toString();
    }

    /** Every public class of the exported packages that has instances to be seen. */
    private static Set<String> publicTypes() throws Exception {
        Path core = Path.of(SalesTracker.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ModuleReference module = ModuleFinder.of(core).findAll().iterator().next();
        Set<String> packages = module.descriptor().exports().stream()
                .map(exported -> exported.source() + ".")
                .collect(Collectors.toSet());
        Set<String> types = new TreeSet<>();
        try (ModuleReader reader = module.open()) {
            for (String resource : reader.list().toList()) {
                String name = resource.replace('/', '.').replaceAll("\\.class$", "");
                if (resource.endsWith(".class")
                        && packages.contains(name.substring(0, name.lastIndexOf('.') + 1))
                        && !name.endsWith("-info")
                        && hasInstances(Class.forName(name))) {
                    types.add(name);
                }
            }
        }
        assertThat(types).hasSizeGreaterThan(60);
        return types;
    }

    private static boolean hasInstances(Class<?> type) {
        boolean isPublic = Modifier.isPublic(type.getModifiers());
        for (Class<?> outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
            isPublic &= Modifier.isPublic(outer.getModifiers());
        }
        boolean isUtility =
                Stream.of(type.getDeclaredFields()).allMatch(field -> Modifier.isStatic(field.getModifiers()))
                        && Stream.of(type.getDeclaredConstructors())
                                .allMatch(constructor -> Modifier.isPrivate(constructor.getModifiers()));
        return isPublic
                && !type.isInterface()
                && !type.isEnum()
                && !Modifier.isAbstract(type.getModifiers())
                && !isUtility;
    }

    @Test
    void theFinderFindsEveryCanaryInEveryForm() {
        for (String canary : CanaryShop.canaries()) {
            byte[] bytes = canary.getBytes(UTF_8);
            for (String form : List.of(
                    canary,
                    canary.toUpperCase(Locale.ROOT),
                    canary.substring(0, 10),
                    canary.substring(canary.length() - 10),
                    URLEncoder.encode(canary, UTF_8),
                    HexFormat.of().withUpperCase().formatHex(bytes),
                    Base64.getEncoder().encodeToString(bytes),
                    Base64.getUrlEncoder().encodeToString(("x" + canary + "xx").getBytes(UTF_8)),
                    Base64.getEncoder().encodeToString(("xx" + canary + "x").getBytes(UTF_8)))) {
                assertThat(leaks.in("WARN said: " + form + "."))
                        .as("%s in %s", canary, form)
                        .isNotNull();
            }
        }
        assertThat(leaks.in("ebbot rejected an event: status 422, code: the message of a vendor about ***"))
                .isNull();
        assertThat(leaks.in(null)).isNull();
    }

    @Test
    void theSearchLooksIntoObjectsWithinObjectsAndIntoLogs() {
        record Holder(Object content) {}
        Reachable reachable = new Reachable();
        SalesTracker tracker = SalesTracker.disabled();
        reachable.addFrom(List.of(java.util.Optional.of(java.util.Map.of("x", new Object[] {tracker}))));
        assertThat(reachable.objects()).contains(tracker).hasSizeGreaterThan(3);
        assertThat(new Holder(CanaryShop.EMAIL).toString())
                .satisfies(text -> assertThat(leaks.in(text)).isNotNull());

        try (Logged log = Logged.by("ROOT", Level.TRACE)) {
            org.slf4j.MDC.put("visitor", CanaryShop.CUSTOMER);
            LoggerFactory.getLogger("some.library").trace("mdc");
            org.slf4j.MDC.remove("visitor");
            LoggerFactory.getLogger("some.library")
                    .trace("thrown", new IllegalStateException("x", new java.io.IOException(CanaryShop.EMAIL)));
            java.util.logging.Logger.getLogger("other.library").finest(CanaryShop.PERSON);
            assertThat(leaking(log.texts())).hasSize(2);
        }
        assertThat(leaking(logged)).hasSize(1);
    }
}
