package iommu.grade.watch;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** The time of day, for a person who looks up from an editor. */
final class Clock {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Clock() {
    }

    static String now() {
        return LocalTime.now().format(TIME);
    }
}
