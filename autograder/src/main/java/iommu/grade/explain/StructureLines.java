package iommu.grade.explain;

import java.util.List;

/**
 * Whether a run puts a structure where its last step does not look. In a run whose every line is needed, such a line says
 * that the room looked there.
 */
final class StructureLines {

    private static final long PAGE = 4096;

    private StructureLines() {
    }

    /** @param right the reason that says which structure is not present where the step looks */
    static boolean elsewhere(Symptom symptom, String right) {
        List<String> step = symptom.step();
        return switch (right) {
            case "SCALABLE_ROOT_NOT_PRESENT" -> built(symptom, "sm-root ", PAGE, bus(step.get(1)) * 16 + (device(step.get(1)) < 16 ? 0 : 8));
            case "SCALABLE_CONTEXT_NOT_PRESENT" -> built(symptom, "sm-context ", PAGE,
                    (device(step.get(1)) % 16 * 8 + Long.parseLong(step.get(1).split("[:.]")[2])) * 32);
            case "PASID_DIRECTORY_NOT_PRESENT" -> built(symptom, "pasid-directory ", 0,
                    Long.decode(Symptom.fields(String.join(" ", step)).get("directory")) + pasid(step) / 64 * 8);
            case "PASID_ENTRY_NOT_PRESENT" -> built(symptom, "pasid-entry ", PAGE, pasid(step) % 64 * 64);
            default -> false;
        };
    }

    /** @param block of this size is the table whose place nobody knows; 0 if the place is known */
    private static boolean built(Symptom symptom, String word, long block, long place) {
        return symptom.lines().stream().filter(line -> line.startsWith(word)).map(line -> Long.decode(line.split("\\s+")[1]))
                .anyMatch(at -> (block == 0 ? at : at % block) != place);
    }

    private static long bus(String source) {
        return Long.parseLong(source.split("[:.]")[0], 16);
    }

    private static long device(String source) {
        return Long.parseLong(source.split("[:.]")[1], 16);
    }

    private static long pasid(List<String> step) {
        return Long.decode(step.get(1));
    }
}
