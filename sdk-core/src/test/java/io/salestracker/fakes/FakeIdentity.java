package io.salestracker.fakes;

import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import org.jspecify.annotations.Nullable;

/** Who a visitor is at the vendor {@code fake}: the ordering key of the events. */
public record FakeIdentity(String key) implements VisitorIdentity {

    /** A visitor with this identity and no other. */
    public static Visitor visitor(String key) {
        return Visitor.of(new FakeIdentity(key));
    }

    static @Nullable String keyOf(@Nullable Visitor visitor) {
        return visitor == null
                ? null
                : visitor.identity("fake", FakeIdentity.class, FakeIdentity::new)
                        .map(FakeIdentity::key)
                        .orElse(null);
    }

    @Override
    public String vendor() {
        return "fake";
    }

    @Override
    public String write() {
        return key;
    }

    @Override
    public String toString() {
        return "FakeIdentity[...]";
    }
}
