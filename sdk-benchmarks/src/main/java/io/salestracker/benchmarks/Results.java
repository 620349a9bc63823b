package io.salestracker.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured, round by round, and where.
 *
 * @param machine facts of the machine, of the run and of what was compared
 * @param runs in the order of their measurement
 */
record Results(Map<String, String> machine, List<Run> runs) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One client process.
     *
     * @param figures empty where it failed
     */
    record Run(Trial trial, int round, Map<String, Double> figures) {}

    /** What several rounds gave for one figure. */
    record Spread(double median, double min, double max, int rounds) {}

    static Results read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Results.class);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), this);
    }

    List<Trial> trials(String scenario) {
        return runs.stream()
                .map(Run::trial)
                .filter(trial -> trial.scenario().equals(scenario))
                .distinct()
                .toList();
    }

    /** The trial in the same situation of another subject, or null if it was not made. */
    @Nullable
    Trial beside(Trial trial, String subject) {
        return trials(trial.scenario()).stream()
                .filter(other -> other.subject().equals(subject)
                        && other.group().equals(trial.group())
                        && other.inFlight() == trial.inFlight())
                .findFirst()
                .orElse(null);
    }

    /** Of this figure; not-a-number where no round has it. */
    Spread spread(Trial trial, String figure) {
        return spread(runs.stream()
                .filter(run -> run.trial().equals(trial) && run.figures().containsKey(figure))
                .mapToDouble(run -> run.figures().get(figure))
                .toArray());
    }

    /** Of the ratios of two subjects that followed each other, one for each round. */
    Spread pairs(Trial trial, Trial base, String figure) {
        return spread(runs.stream()
                .filter(run -> run.trial().equals(trial))
                .flatMapToDouble(run -> runs.stream()
                        .filter(other -> other.trial().equals(base) && other.round() == run.round())
                        .mapToDouble(other -> run.figures().getOrDefault(figure, Double.NaN)
                                / other.figures().getOrDefault(figure, Double.NaN)))
                .filter(ratio -> !Double.isNaN(ratio))
                .toArray());
    }

    private static Spread spread(double[] values) {
        int count = values.length;
        if (count == 0) {
            return new Spread(Double.NaN, Double.NaN, Double.NaN, 0);
        }
        Arrays.sort(values);
        double median = (values[(count - 1) / 2] + values[count / 2]) / 2;
        return new Spread(median, values[0], values[count - 1], count);
    }
}
