package io.salestracker.documents;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members of one JSON object, asked for by the rows of a vendor's table; each row that it breaks is a complaint. */
final class Members {
    private final String path;
    private final Map<?, ?> members;
    private final List<String> complaints;
    private final Set<String> asked = new HashSet<>();

    private Members(String path, Map<?, ?> members, List<String> complaints) {
        this.path = path;
        this.members = members;
        this.complaints = complaints;
    }

    /** Takes a value that has to be an object; if it is none, says so, and asks nothing more of it. */
    static Members of(String path, Object value, List<String> complaints) {
        if (value instanceof Map<?, ?> members) {
            return new Members(path, members, complaints);
        }
        complaints.add((path.isEmpty() ? "the payload" : path) + " is no object");
        return null;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** Returns a required member that is a string with something in it. */
    String text(String name) {
        return required(name) ? optionalText(name) : null;
    }

    /** Returns a member that is a string with something in it, if it is there. */
    String optionalText(String name) {
        String text = optional(name, String.class, "a string");
        if (text != null && text.isBlank()) {
            complain(name, "is blank");
        }
        return text;
    }

    BigDecimal number(String name) {
        return required(name) ? optionalNumber(name) : null;
    }

    BigDecimal optionalNumber(String name) {
        return optional(name, BigDecimal.class, "a number");
    }

    /** Checks a required sum of money. No document speaks of one below zero; neither price nor total can be meant by it. */
    void amount(String name) {
        notNegative(name, number(name));
    }

    void optionalAmount(String name) {
        notNegative(name, optionalNumber(name));
    }

    private void notNegative(String name, BigDecimal amount) {
        if (amount != null && amount.signum() < 0) {
            complain(name, "is negative");
        }
    }

    /** Checks a required currency: a code of ISO 4217. */
    void currency(String name) {
        String code = text(name);
        if (code != null && !isCurrency(code)) {
            complain(name, "is no ISO 4217 code");
        }
    }

    private static boolean isCurrency(String code) {
        return code.matches("[A-Z]{3}")
                && Currency.getAvailableCurrencies().stream()
                        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }

    void uuid(String name) {
        String text = text(name);
        if (text != null && !text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            complain(name, "is no UUID");
        }
    }

    /** Checks an address, if it is there: one that a browser elsewhere can open as it is. */
    void optionalAddress(String name) {
        String text = optionalText(name);
        if (text == null) {
            return;
        }
        try {
            URI address = new URI(text);
            boolean web = "https".equalsIgnoreCase(address.getScheme()) || "http".equalsIgnoreCase(address.getScheme());
            if (!web || !hasHost(address.getRawAuthority())) {
                complain(name, "is no address on the web");
            }
        } catch (URISyntaxException e) {
            complain(name, "is no address");
        }
    }

    /** Tells whether an authority has something between user and port. */
    private static boolean hasHost(String authority) {
        return authority != null
                && !authority.endsWith("@")
                && !authority.substring(authority.lastIndexOf('@') + 1).startsWith(":");
    }

    Members object(String name) {
        return required(name) ? optionalObject(name) : null;
    }

    Members optionalObject(String name) {
        asked.add(name);
        return has(name) ? of(at(name), members.get(name), complaints) : null;
    }

    List<?> list(String name) {
        return required(name) ? optionalList(name) : List.of();
    }

    List<?> optionalList(String name) {
        List<?> list = optional(name, List.class, "a list");
        return list == null ? List.of() : list;
    }

    /** Returns a member whatever it is, or null. */
    Object any(String name) {
        asked.add(name);
        return members.get(name);
    }

    /** Complains of every member that no row of the table has asked for. */
    void nothingElse() {
        for (Object name : members.keySet()) {
            if (!asked.contains(name)) {
                complain(name.toString(), "is not in the table");
            }
        }
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    void complain(String name, String what) {
        complaints.add(at(name) + " " + what);
    }

    private boolean required(String name) {
        asked.add(name);
        if (!has(name)) {
            complain(name, "is missing");
        }
        return has(name);
    }

    private <T> T optional(String name, Class<T> type, String what) {
        asked.add(name);
        if (!has(name)) {
            return null;
        }
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            complain(name, "is not " + what);
            return null;
        }
        return type.cast(value);
    }
}
