package io.salestracker.testkit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The file that {@code --export} names, open for appending.
 *
 * @param path as it was given
 * @param stream not interruptible: a channel would close itself when a thread that writes is interrupted
 */
record ExportOption(Path path, OutputStream stream) {

    /** Opens the file. One that holds something is refused: two runs in one file could not be told apart. */
    static final class Converter implements ITypeConverter<ExportOption> {

        @Override
        public ExportOption convert(String text) {
            try {
                Path path = Path.of(text);
                if (text.isBlank() || Files.isDirectory(path)) {
                    throw new TypeConversionException("'" + text + "' is a folder; name a file in it");
                }
                Path folder = path.toAbsolutePath().getParent();
                if (folder != null && !Files.isDirectory(folder)) {
                    throw new TypeConversionException("there is no folder " + folder + "; make it first");
                }
                if (Files.isRegularFile(path) && Files.size(path) > 0) {
                    throw new TypeConversionException(
                            "'" + text + "' is there and not empty; delete it or name another");
                }
                return new ExportOption(path, new FileOutputStream(path.toFile(), true));
            } catch (InvalidPathException | IOException e) {
                throw new TypeConversionException("'" + text + "' cannot be written: " + e.getMessage());
            }
        }
    }
}
