package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.LongStream;

/** The seeds of a measurement: fresh ones, kept in its folder so that it can go on under them. */
record SeedChoice(List<Long> seeds) {

    /** Seeds below this are easy to read and to type. */
    private static final int BELOW = 1_000_000_000;

    /**
     * Chooses seeds. Unless it goes on, what the folder remembers of earlier measurements is forgotten.
     *
     * @param from the first one; null for one that nobody has seen
     */
    static SeedChoice of(Path folder, boolean resume, Long from, int count) throws IOException {
        Path first = folder.resolve("first-seed.txt");
        Files.createDirectories(folder);
        boolean goesOn = resume && Files.exists(first);
        if (goesOn && from != null && !Files.readString(first).strip().equals(from.toString())) {
            throw new UsageException("--resume goes on under the seeds from " + Files.readString(first).strip()
                    + ": leave out --from, or --resume");
        }
        if (!goesOn) {
            Files.deleteIfExists(folder.resolve("journal.jsonl"));
            Files.writeString(first, (from == null ? new SecureRandom().nextInt(BELOW) : from) + "\n");
        }
        long begin = Long.parseLong(Files.readString(first).strip());
        return new SeedChoice(LongStream.range(begin, begin + count).boxed().toList());
    }
}
