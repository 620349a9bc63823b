package io.salestracker.fields;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaLineItem;
import io.salestracker.ebbot.EbbotAtcEvent;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.ebbot.EbbotItem;
import io.salestracker.ebbot.EbbotPurchaseEvent;
import io.salestracker.ebbot.EbbotVisitEvent;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.text.TextCartAdded;
import io.salestracker.text.TextCartLine;
import io.salestracker.text.TextCartRemoved;
import io.salestracker.text.TextIdentity;
import io.salestracker.text.TextOrderCreated;
import io.salestracker.text.TextOrderLine;
import io.salestracker.tracktor.TracktorAlias;
import io.salestracker.tracktor.TracktorCart;
import io.salestracker.tracktor.TracktorCartEvent;
import io.salestracker.tracktor.TracktorCartProduct;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorSet;
import io.salestracker.tracktor.TracktorTrack;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Makes events through their builders, from paths and values such as {@code items[0].sku}, and reads them through their accessors. */
final class EventMaker {
    /** The visitor of every commerce event that is given no other. */
    static final Visitor ADA = Visitor.of(
            AlhenaIdentity.of("0b3f8a4e-3a75-4f5e-8a5c-2b7f1d9e6c01", "7e1c2d3b-9f48-4a6d-b0e2-5c8a7f6d4e02"),
            TextIdentity.of("b7eff798-f8df-4364-8059-649c35c9ed0c"),
            EbbotIdentity.of("chat-7"),
            TracktorIdentity.of("unicorn"));

    private static final Map<String, Supplier<Object>> BUILDERS = Map.ofEntries(
            Map.entry("Purchase", Purchase::builder),
            Map.entry("CartChange", CartChange::builder),
            Map.entry("ProductVisit", ProductVisit::builder),
            Map.entry("AlhenaCartEvent", AlhenaCartEvent::builder),
            Map.entry("AlhenaCheckoutEvent", AlhenaCheckoutEvent::builder),
            Map.entry("TextOrderCreated", TextOrderCreated::builder),
            Map.entry("TextCartAdded", TextCartAdded::builder),
            Map.entry("TextCartRemoved", TextCartRemoved::builder),
            Map.entry("EbbotAtcEvent", EbbotAtcEvent::builder),
            Map.entry("EbbotVisitEvent", EbbotVisitEvent::builder),
            Map.entry("EbbotPurchaseEvent", EbbotPurchaseEvent::builder),
            Map.entry("TracktorTrack", TracktorTrack::builder),
            Map.entry("TracktorSet", TracktorSet::builder),
            Map.entry("TracktorAlias", TracktorAlias::builder),
            Map.entry("TracktorCartEvent", TracktorCartEvent::purchaseCart),
            // and what is nested in them
            Map.entry("Purchase.items", LineItem::builder),
            Map.entry("CartChange.product", Product::builder),
            Map.entry("ProductVisit.product", Product::builder),
            Map.entry("AlhenaCheckoutEvent.lineItems", AlhenaLineItem::builder),
            Map.entry("TextOrderCreated.lineItems", TextOrderLine::builder),
            Map.entry("TextCartAdded.cartLines", TextCartLine::builder),
            Map.entry("TextCartRemoved.cartLines", TextCartLine::builder),
            Map.entry("EbbotAtcEvent.items", EbbotItem::builder),
            Map.entry("EbbotVisitEvent.items", EbbotItem::builder),
            Map.entry("EbbotPurchaseEvent.items", EbbotItem::builder),
            Map.entry("TracktorCartEvent.cart", TracktorCart::builder),
            Map.entry("TracktorCartEvent.cart.products", TracktorCartProduct::builder));

    /** Setters that add one entry to what the component names in the plural, and those that take a name and a value. */
    private static final Map<String, String> ADDERS = Map.of(
            "items", "item",
            "lineItems", "lineItem",
            "cartLines", "cartLine",
            "products", "product",
            "discountCodes", "discountCode",
            "properties", "property");

    private EventMaker() {}

    /** Returns a builder with these fields; a value is a text, a decimal, null, or for an entry of a list how often it is added. */
    static EventBuilder<?> builder(String event, Map<String, Object> fields) {
        Object builder = make(event, fields);
        boolean isNamed = fields.keySet().stream().anyMatch(path -> path.startsWith("visitor"));
        if (List.of("Purchase", "CartChange", "ProductVisit").contains(event) && !isNamed) {
            set(builder, "visitor", ADA);
        }
        return (EventBuilder<?>) builder;
    }

    /** Returns the record that such a builder builds. */
    static Class<?> type(String event) {
        return BUILDERS.get(event).get().getClass().getEnclosingClass();
    }

    private static Object make(String type, Map<String, Object> fields) {
        Object builder = BUILDERS.get(type).get();
        Map<String, Map<String, Object>> nested = new LinkedHashMap<>();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String path = field.getKey();
            if (path.startsWith("visitor.") && fields.containsKey("visitor")) {
                continue; // Given whole.
            }
            int dot = path.indexOf('.');
            if (dot >= 0) {
                nested.computeIfAbsent(path.substring(0, dot), name -> new LinkedHashMap<>())
                        .put(path.substring(dot + 1), field.getValue());
            } else if (path.endsWith("]")) {
                nested.computeIfAbsent(path, name -> new LinkedHashMap<>()).put("", field.getValue());
            } else {
                set(builder, path, field.getValue());
            }
        }
        nested.forEach((name, own) -> add(type, builder, name, own));
        return builder;
    }

    private static void add(String type, Object builder, String name, Map<String, Object> own) {
        String component = name.replaceAll("\\[.*", "");
        String setter = ADDERS.getOrDefault(component, component);
        if (component.equals("visitor")) {
            set(builder, "visitor", visitor(own));
        } else if (component.equals("salesChannel")) {
            call(builder, "salesChannel", own.get("id"), own.get("name"));
        } else if (component.equals("identity")) {
            String signature = (String) own.get("signature");
            set(builder, "identity", TracktorIdentity.of((String) own.get("id"), signature));
        } else if (List.of("data", "properties", "extra").contains(component)) {
            own.forEach((key, value) -> call(builder, setter, key, value));
        } else if (own.containsKey("")) {
            repeat(own, () -> set(builder, setter, own.get("")));
        } else {
            Map<String, Object> fields = new LinkedHashMap<>(own);
            fields.remove("times");
            repeat(own, () -> set(builder, setter, make(type + "." + component, fields)));
        }
    }

    /** Makes a visitor of identities by vendor: of the fields of one, or of the text that a vendor is to read. */
    private static Visitor visitor(Map<String, Object> fields) {
        Visitor.Builder visitor = Visitor.builder();
        for (String vendor : List.of("alhena", "text", "ebbot", "tracktor")) {
            if (fields.containsKey(vendor)) {
                visitor.identity(vendor, (String) fields.get(vendor));
            } else if (fields.keySet().stream().anyMatch(path -> path.startsWith(vendor + "."))) {
                visitor.identity(identity(vendor, name -> (String) fields.get(vendor + "." + name)));
            }
        }
        return visitor.build();
    }

    private static VisitorIdentity identity(String vendor, UnaryOperator<String> field) {
        return switch (vendor) {
            case "alhena" -> AlhenaIdentity.of(field.apply("chatFingerprint"), field.apply("faqFingerprint"));
            case "text" -> TextIdentity.of(field.apply("customerId"));
            case "ebbot" -> EbbotIdentity.of(field.apply("chatId"));
            default -> TracktorIdentity.of(field.apply("id"), field.apply("signature"));
        };
    }

    private static void repeat(Map<String, Object> own, Runnable add) {
        int times = ((BigDecimal) own.getOrDefault("times", BigDecimal.ONE)).intValue();
        for (int i = 0; i < times; i++) {
            add.run();
        }
    }

    /** Calls the setter that takes such a value; one that takes no null is then not called at all. */
    private static void set(Object builder, String name, Object value) {
        Method setter = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 1)
                .filter(method -> takes(method.getParameterTypes()[0], value))
                .min(Comparator.comparing(method -> method.getParameterTypes()[0] == int.class))
                .orElse(null);
        if (setter != null) {
            invoke(setter, builder, converted(setter.getParameterTypes()[0], value));
        } else if (value != null) {
            throw new IllegalArgumentException("no setter " + name + " for " + value.getClass());
        }
    }

    private static boolean takes(Class<?> type, Object value) {
        if (value == null) {
            return !type.isPrimitive()
                    && !EventBuilder.class.isAssignableFrom(type)
                    && type.getEnclosingClass() == null;
        }
        return type.isInstance(value)
                || (value instanceof String && (type == Instant.class || type.isEnum()))
                || (value instanceof BigDecimal number
                        && type == int.class
                        && number.stripTrailingZeros().scale() <= 0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object converted(Class<?> type, Object value) {
        if (value instanceof String text && type == Instant.class) {
            return Instant.parse(text);
        }
        if (value instanceof String text && type.isEnum()) {
            return Enum.valueOf((Class) type, text);
        }
        return type == int.class ? ((BigDecimal) value).intValueExact() : value;
    }

    private static void call(Object builder, String name, Object first, Object second) {
        Method setter = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 2)
                .findFirst()
                .orElseThrow();
        invoke(setter, builder, first, second);
    }

    /** Reads a component of an event; a component that a line itself lacks is its product's. */
    static Object read(Object event, String path) {
        Object value = event;
        for (String step : path.replace("[", ".[").split("\\.", -1)) {
            if (value == null) {
                return null;
            }
            if (step.startsWith("[")) {
                List<?> list = (List<?>) value;
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                value = index < list.size() ? list.get(index) : null;
            } else if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else {
                value = component(value, step);
            }
        }
        return value;
    }

    private static Object component(Object record, String name) {
        if (record instanceof Visitor visitor) {
            return switch (name) {
                case "alhena" -> visitor.identity(AlhenaIdentity.TYPE);
                case "text" -> visitor.identity(TextIdentity.TYPE);
                case "ebbot" -> visitor.identity(EbbotIdentity.TYPE);
                default -> visitor.identity(TracktorIdentity.TYPE);
            };
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            if (component.getName().equals(name)) {
                return invoke(component.getAccessor(), record);
            }
        }
        return component(((LineItem) record).product(), name);
    }

    private static Object invoke(Method method, Object on, Object... arguments) {
        try {
            method.setAccessible(true);
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
