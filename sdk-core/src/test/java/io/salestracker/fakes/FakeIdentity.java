package io.salestracker.fakes;

import io.salestracker.event.IdentityType;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import org.jspecify.annotations.Nullable;

/** Who a visitor is at the vendor {@code fake}: the ordering key of the events. */
public record FakeIdentity(String key) implements VisitorIdentity {
    private static final IdentityType<FakeIdentity> TYPE =
            new IdentityType<>("fake", FakeIdentity.class, FakeIdentity::new);

    /** A visitor with this identity and no other. */
    public static Visitor visitor(String key) {
        return Visitor.of(new FakeIdentity(key));
    }

    static @Nullable String keyOf(@Nullable Visitor visitor) {
        FakeIdentity identity = visitor == null ? null : visitor.identity(TYPE);
        return identity == null ? null : identity.key();
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
