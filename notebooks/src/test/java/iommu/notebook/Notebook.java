package iommu.notebook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A notebook file: Jupyter's nbformat 4.5.
 *
 * @param name  the file's name, such as {@code 02-walk.ipynb}
 * @param json  the whole file
 * @param cells its cells, in document order
 */
record Notebook(String name, JsonNode json, List<Cell> cells) {

    /**
     * One cell.
     *
     * @param number    its place in the document, counted from 1 over cells of every type
     * @param id        its id, or the empty string
     * @param type      {@code markdown} or {@code code}
     * @param source    its text
     * @param hasResult whether the file keeps an output or an execution count of it
     */
    record Cell(int number, String id, String type, String source, boolean hasResult) {

        boolean isCode() {
            return type.equals("code");
        }
    }

    /** Every notebook of the folder, by name. */
    static List<Notebook> in(Path folder) throws IOException {
        List<Notebook> notebooks = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList()) {
                notebooks.add(parse(file.getFileName().toString(), Files.readString(file)));
            }
        }
        return notebooks;
    }

    /** @throws AssertionError if the text is no JSON or has no list of cells */
    static Notebook parse(String name, String text) {
        JsonNode json;
        try {
            json = new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(name + ": " + e.getMessage(), e);
        }
        if (!json.path("cells").isArray()) {
            throw new AssertionError(name + ": no list of cells");
        }
        List<Cell> cells = new ArrayList<>();
        for (JsonNode cell : json.path("cells")) {
            boolean hasResult = !cell.path("outputs").isEmpty() || cell.hasNonNull("execution_count");
            cells.add(new Cell(cells.size() + 1, cell.path("id").asText(), cell.path("cell_type").asText(),
                    textOf(cell.path("source")), hasResult));
        }
        return new Notebook(name, json, List.copyOf(cells));
    }

    /** nbformat allows one string or a list of lines, each with its line end. */
    private static String textOf(JsonNode source) {
        if (!source.isArray()) {
            return source.asText();
        }
        StringBuilder text = new StringBuilder();
        source.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
