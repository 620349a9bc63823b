package io.salestracker.text;

import static io.salestracker.text.TextSamples.STORE;
import static io.salestracker.text.TextSamples.request;
import static io.salestracker.text.TextSamples.smallOrder;
import static io.salestracker.text.TextSamples.socks;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TextIdWarningTest {
    static {
        // On the module path our module reads no logging implementation, rightly; this test does.
        Module own = TextIdWarningTest.class.getModule();
        ModuleLayer.boot().modules().stream()
                .filter(module -> own.isNamed() && module.isNamed())
                .filter(module -> module.getName().startsWith("ch.qos.logback"))
                .forEach(own::addReads);
    }

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.salestracker");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TextDestination destination =
            TextDestination.builder(STORE).name("text-us").build();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod_221", "12a", "-1", "1.5", "\u0661\u0662", "12345678901234567890"})
    void warnsOnceOfIdsThatAreNotNumbersAndSendsThemAllTheSame(String productId) {
        TextCartLine.Builder line = socks().productId(productId);
        assertThat(request(
                        destination,
                        TextCartAdded.builder().customerId("c").cartLine(line).build()))
                .isNotNull();
        request(
                destination,
                TextCartRemoved.builder().customerId("c").cartLine(line).build());
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
        assertThat(log.list.get(0).getFormattedMessage())
                .startsWith("text-us: a product or variant id")
                .doesNotContain(productId);
    }

    @Test
    void looksAtVariantsAndAtOrdersToo() {
        request(
                destination,
                smallOrder()
                        .lineItem(TextOrderLine.builder()
                                .productId("1")
                                .variantId("red")
                                .title("t")
                                .price("1")
                                .quantity(1))
                        .build());
        assertThat(log.list).hasSize(1);
    }

    @Test
    void staysSilentOfNumbers() {
        request(destination, smallOrder().build());
        request(
                destination,
                TextCartAdded.builder().customerId("c").cartLine(socks()).build());
        request(
                destination,
                TextCartRemoved.builder()
                        .customerId("c")
                        .cartLine(socks().variantId(null))
                        .build());
        assertThat(log.list).isEmpty();
    }

    @Test
    void canBeSilenced() {
        TextDestination silent =
                TextDestination.builder(STORE).warnNonNumericIds(false).build();
        request(
                silent,
                TextCartAdded.builder()
                        .customerId("c")
                        .cartLine(socks().productId("x"))
                        .build());
        assertThat(log.list).isEmpty();
    }
}
