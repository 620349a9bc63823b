package io.salestracker.examples;

import java.io.PrintWriter;
import java.util.List;

/** Ends an example's output with whether its books agree, and tells the exit code. */
final class Conclusion {
    private static final int SHOWN = 20;

    private Conclusion() {}

    /**
     * Prints that everything reconciles, or what does not.
     *
     * @return the exit code: 0 if there is no difference, else 1
     */
    static int print(PrintWriter out, List<String> differences, String compared) {
        if (differences.isEmpty()) {
            out.println("Everything reconciles: " + compared + ".");
            return 0;
        }
        out.println("This does not reconcile, " + Table.count(differences.size()) + " differences:");
        differences.stream().limit(SHOWN).forEach(difference -> out.println("  " + difference));
        if (differences.size() > SHOWN) {
            out.println("  and so on");
        }
        return 1;
    }
}
