package iommu.grade.course;

import java.time.OffsetDateTime;

/** Points in time as files write them: RFC 3339, with an offset, since nobody knows whose midnight is meant otherwise. */
final class Times {

    static final String EXAMPLE = "2026-11-02T23:59:00+01:00";

    private Times() {
    }

    /** @throws java.time.DateTimeException if it is none */
    static OffsetDateTime read(String text) {
        return OffsetDateTime.parse(text.strip().replace(' ', 'T').replace('t', 'T').replace('z', 'Z'));
    }
}
