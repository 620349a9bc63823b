package io.salestracker.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** One run of an example from its command line: the exit code and what it printed. */
record Run(int exitCode, String out, String err) {

    static Run of(CommandLine command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int exitCode = command.execute(args);
        return new Run(exitCode, out.toString(), err.toString());
    }

    /** Returns the cells of the first row of a printed table with this label. */
    List<String> row(String label) {
        String line = out.lines()
                .filter(one -> one.startsWith(label + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + label + " in:\n" + out));
        return Arrays.asList(line.substring(label.length()).strip().split(" +"));
    }
}
