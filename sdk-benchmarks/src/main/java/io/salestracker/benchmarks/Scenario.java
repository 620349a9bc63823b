package io.salestracker.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One task for the subjects, and the table of its results.
 *
 * @param name as in {@code --only}
 * @param title of its table
 * @param rounds how often each trial is made, 0 for as often as the user says
 * @param trials in the order in which they are made in each round
 */
record Scenario(String name, String title, int rounds, List<Trial> trials, List<Column> columns) {

    /** The same with other trials. */
    Scenario with(List<Trial> others) {
        return new Scenario(name, title, rounds, others, columns);
    }

    /** The rows for which there are results, in Markdown, one table for each group. */
    String tables(Results results) {
        Map<String, List<Trial>> groups = results.trials(name).stream()
                .collect(Collectors.groupingBy(Trial::group, java.util.LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> (group.getKey().isEmpty() ? "" : "**" + sentence(group.getKey()) + "**\n\n")
                        + table(results, group.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private String table(Results results, List<Trial> trials) {
        StringBuilder table = new StringBuilder("| |");
        columns.forEach(column -> table.append(' ').append(column.header()).append(" |"));
        table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
        for (Trial trial : trials) {
            String row = trial.row();
            table.append("| ")
                    .append(trial.subject().startsWith("ours") ? "**" + row + "**" : row)
                    .append(" |");
            columns.forEach(column ->
                    table.append(' ').append(column.cell().of(results, trial)).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
