package io.salestracker.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The event that an assertion wants: what it is called by, the disposition, and conditions on what it says. Immutable.
 *
 * @param what the event in words, such as {@code order "1042"}
 * @param isIt whether an event is called that
 * @param isLike whether it is called nearly that, to point out a slip
 * @param disposition what the vendor is to have made of it
 * @param conditions what else is wanted of it
 */
record Wanted(
        String what,
        Predicate<Received> isIt,
        Predicate<Received> isLike,
        Disposition disposition,
        List<Condition> conditions) {

    /**
     * Something wanted of an event.
     *
     * @param words what is wanted
     * @param holds whether an event has it
     * @param instead what an event has instead, as a clause
     */
    record Condition(String words, Predicate<Received> holds, Function<Received, String> instead) {}

    static Wanted order(String orderId) {
        String bare = bare(orderId);
        return new Wanted(
                "order \"" + orderId + "\"",
                event -> event.kind() == ReceivedKind.ORDER && orderId.equals(event.orderId()),
                event -> event.orderId() != null && bare(event.orderId()).equals(bare),
                Disposition.ACCEPTED,
                List.of());
    }

    static Wanted named(String name) {
        String bare = bare(name);
        return new Wanted(
                name,
                event -> name.equals(event.name()),
                event -> event.name() != null && bare(event.name()).equals(bare),
                Disposition.ACCEPTED,
                List.of());
    }

    /** An order of this id or an event of this name, with a disposition that nobody hopes for. */
    static Wanted of(String orderIdOrName, Disposition disposition) {
        String bare = bare(orderIdOrName);
        return new Wanted(
                "\"" + orderIdOrName + "\"",
                event -> orderIdOrName.equals(event.orderId()) || orderIdOrName.equals(event.name()),
                event -> (event.orderId() != null && bare(event.orderId()).equals(bare))
                        || (event.name() != null && bare(event.name()).equals(bare)),
                disposition,
                List.of());
    }

    /** That an event is from a visitor; identities are not shown. */
    static Condition from(String visitor) {
        return new Condition(
                "from that visitor",
                event -> visitor.equals(event.visitor()),
                event -> event.visitor() == null ? "it names no visitor" : "it is from another visitor");
    }

    /** An order id without what people add to it or leave out. */
    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "").replaceFirst("^0+(?=.)", "");
    }

    Wanted with(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new Wanted(what, isIt, isLike, disposition, List.copyOf(more));
    }

    boolean matches(Received event) {
        return event.disposition() == disposition
                && isIt.test(event)
                && conditions.stream().allMatch(condition -> condition.holds().test(event));
    }

    /** Returns it in words: {@code order "1042" with total 149.99 and currency USD}. */
    String words() {
        StringBuilder words = new StringBuilder(what);
        for (int i = 0; i < conditions.size(); i++) {
            words.append(i == 0 ? " " : i == conditions.size() - 1 ? " and " : ", ")
                    .append(conditions.get(i).words());
        }
        return words.toString();
    }
}
