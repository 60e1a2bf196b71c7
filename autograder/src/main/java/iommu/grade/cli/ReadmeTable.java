package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The place of the confidence table in a page: between two marks that a reader does not see. */
record ReadmeTable(Path page) {

    private static final String BEGIN = "<!-- ./iommu confidence --readme writes from here -->\n";
    private static final String END = "<!-- to here -->\n";

    /** @throws UsageException if the page has no such place */
    void check() throws IOException {
        String text = Files.readString(page);
        if (!text.contains(BEGIN) || text.indexOf(END, text.indexOf(BEGIN)) < 0) {
            throw new UsageException(page + " has no place for the table: it needs the lines\n" + BEGIN + END.strip());
        }
    }

    void write(String table) throws IOException {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(page, text.substring(0, begin) + table + text.substring(text.indexOf(END, begin)));
    }
}
