package io.salestracker.benchmarks;

import io.salestracker.benchmarks.Results.Spread;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;

/** One column of a table: its header, and what it says of a trial. */
record Column(String header, Cell cell) {

    interface Cell {
        String of(Results results, Trial trial);
    }

    /** The median, and from where to where. */
    static Column figure(String figure) {
        return new Column(figure, (results, trial) -> {
            Spread spread = results.spread(trial, figure);
            String median = number(spread.median());
            String min = number(spread.min());
            String max = number(spread.max());
            return min.equals(max) ? median : median + " (" + min + "–" + max + ")";
        });
    }

    /** The worst of all rounds. */
    static Column most(String figure) {
        return new Column(
                figure, (results, trial) -> number(results.spread(trial, figure).max()));
    }

    /** This one's median to that of another subject in the same situation. */
    static Column ratio(String header, String figure, String base) {
        return quotient(header, (results, trial) -> {
            Trial other = results.beside(trial, base);
            return other == null
                    ? Double.NaN
                    : results.spread(trial, figure).median()
                            / results.spread(other, figure).median();
        });
    }

    /** The median of the ratios of each round to another subject. */
    static Column pairs(String header, String figure, String base) {
        return quotient(header, (results, trial) -> {
            Trial other = results.beside(trial, base);
            return other == null
                    ? Double.NaN
                    : results.pairs(trial, other, figure).median();
        });
    }

    /** Another subject's median to this one's. */
    static Column inverse(String header, String figure, String other) {
        return quotient(header, (results, trial) -> {
            Trial numerator = results.beside(trial, other);
            return numerator == null
                    ? Double.NaN
                    : results.spread(numerator, figure).median()
                            / results.spread(trial, figure).median();
        });
    }

    /** A number that is made of several figures. */
    static Column quotient(String header, ToDoubleBiFunction<Results, Trial> ratio) {
        return new Column(header, (results, trial) -> {
            double value = ratio.applyAsDouble(results, trial);
            return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
        });
    }

    /** Three digits are more than such measurements are good for. */
    static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1_000) {
            return String.valueOf((long) value);
        }
        double magnitude = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
        double rounded = magnitude == 0 ? value : Math.round(value / magnitude) * magnitude;
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
    }
}
