package iommu.view;

import java.util.List;
import java.util.Map;

/** The strokes of a {@link MatrixPicture}: each value at the place of its column, each answer in a box. */
final class MatrixDrawing {

    private static final int LEFT = 12;
    private static final int TOP = 48;
    /** The distance of two blocks of rows in px. */
    private static final int BLOCK = 10;
    private static final int STEP = (MatrixPicture.CODE + 2) * Svg.CHARACTER;

    private final MatrixPicture picture;
    private final MatrixTable table;
    private final Svg svg;

    MatrixDrawing(MatrixPicture picture, MatrixTable table) {
        this.picture = picture;
        this.table = table;
        svg = new Svg(picture.title(), picture.text());
    }

    String svg() {
        svg.text("strong", LEFT, 22, picture.title());
        table.axes().forEach(axis -> svg.text("strong", left(axis), TOP, axis.header));
        for (int i = 0; i < table.columns().size(); i++) {
            svg.centred("strong", middle(i), TOP, table.columns().get(i));
        }
        int y = TOP + 8;
        for (int i = 0; i < table.rows().size(); i++) {
            y = draw(table.rows().get(i), y + (picture.begins(i) ? BLOCK : 0));
        }
        y += Svg.LINE;
        for (String line : picture.below()) {
            y += Svg.LINE;
            int indent = line.length() - line.stripLeading().length();
            svg.text("quiet", LEFT + indent * Svg.CHARACTER, y, line.strip());
        }
        return svg.close(y + 12);
    }

    /** The left edge of a column of values, or of the answers if it is none. */
    private int left(MatrixAxis axis) {
        return LEFT + Svg.CHARACTER * table.axes().stream().takeWhile(a -> a != axis)
                .mapToInt(a -> MatrixPicture.width(a) + MatrixPicture.GAP).sum();
    }

    private int middle(int answer) {
        return left(null) + answer * STEP + STEP / 2;
    }

    /** @return where the next row begins, in px */
    private int draw(MatrixRow row, int y) {
        Map<MatrixAxis, List<String>> words = picture.words(row);
        words.forEach((axis, lines) -> {
            for (int i = 0; i < lines.size(); i++) {
                svg.text("plain", left(axis), y + 18 + i * Svg.LINE, lines.get(i));
            }
        });
        int height = words.values().stream().mapToInt(List::size).max().orElse(1) * Svg.LINE + 5;
        if (row.invalid()) {
            svg.box("box unused", left(null) + 2, y + 2, row.codes().size() * STEP - 4, height - 4);
            svg.text("quiet", left(null) + 8, y + 18, MatrixPicture.invalid(row));
        } else {
            answers(row.codes(), y, height);
        }
        return y + height;
    }

    private void answers(List<String> codes, int y, int height) {
        for (int i = 0; i < codes.size(); i++) {
            String code = codes.get(i);
            svg.box(box(code), middle(i) - STEP / 2 + 2, y + 2, STEP - 4, height - 4);
            svg.centred(code.equals("yes") ? "plain" : "strong", middle(i), y + height / 2 + 5, code);
        }
    }

    /** Allowed ones have a green frame, refused ones a red one, invalid ones a broken one; the words say the same. */
    private static String box(String code) {
        return code.equals("yes") ? "good" : Character.isLetter(code.charAt(0)) ? "bad" : "box unused";
    }
}
