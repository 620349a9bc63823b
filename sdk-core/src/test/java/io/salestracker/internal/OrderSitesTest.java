package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrderSitesTest {
    private final OrderSites orders = new OrderSites();

    @Test
    void sameOrderFromAnotherSiteIsFound() {
        assertThat(orders.isOfTwo("1042", "us")).isFalse();
        assertThat(orders.isOfTwo("1042", "ca")).isTrue();
        assertThat(orders.isOfTwo("1042", "us")).isTrue();
    }

    @Test
    void repetitionFromTheSameSiteIsNone() {
        for (String site : new String[] {null, "us"}) {
            OrderSites fresh = new OrderSites();
            assertThat(fresh.isOfTwo("1042", site)).isFalse();
            assertThat(fresh.isOfTwo("1042", site)).isFalse();
        }
    }

    @Test
    void noSiteAndSomeSiteAreTwo() {
        assertThat(orders.isOfTwo("1042", null)).isFalse();
        assertThat(orders.isOfTwo("1042", "us")).isTrue();
        assertThat(orders.isOfTwo("1042", null)).isTrue();
    }

    @Test
    void differentOrdersAreNeverTakenForOne() {
        String[] sites = {null, "us", "ca", "Aa", "BB"};
        for (int i = 0; i < 3_000_000; i++) {
            String id = i % 2 == 0 ? Integer.toString(100_000_000 + i) : "AaBB".repeat(i % 7) + i;
            assertThat(orders.isOfTwo(id, sites[i % sites.length])).as(id).isFalse();
        }
    }

    @Test
    void twoShopsThatNumberAlikeAreFoundThoughOneIsAhead() {
        int found = 0;
        for (int i = 0; i < 10_000; i++) {
            found += orders.isOfTwo(Integer.toString(20_000 + i), "us") ? 1 : 0;
            found += orders.isOfTwo(Integer.toString(19_000 + i), "ca") ? 1 : 0;
        }
        assertThat(found).isGreaterThan(3_000);
    }

    @Test
    void oneOfManyThreadsWithTheSameOrderFindsEachOther() throws InterruptedException {
        for (int run = 0; run < 200; run++) {
            String id = "order-" + run;
            orders.isOfTwo(id, "first");
            AtomicLong found = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String site = "site-" + i;
                threads.add(new Thread(() -> found.addAndGet(orders.isOfTwo(id, site) ? 1 : 0)));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(found).hasValue(4);
        }
    }
}
