package iommu.scenario;

import iommu.arch.SourceId;

/** A scenario while it is being written, in the words of the language. */
final class Script {

    private final StringBuilder text = new StringBuilder("vtd 1\n");
    private int lines = 1;

    /** Writes one line of these words, blanks between them; numbers of type long in hexadecimal. */
    Script say(Object... words) {
        for (int i = 0; i < words.length; i++) {
            text.append(i == 0 ? "" : " ").append(words[i] instanceof Long n ? Numbers.hex(n) : words[i]);
        }
        text.append('\n');
        lines++;
        return this;
    }

    int lines() {
        return lines;
    }

    Scenario scenario(String name) {
        return Scenario.parse(name, text.toString());
    }

    static SourceId source(int bus, int devfn) {
        return new SourceId(bus << 8 | devfn);
    }

    static String did(int id) {
        return "did=" + id;
    }

    static String iova(long iova) {
        return "iova=" + Numbers.hex(iova);
    }

    static String gpa(long gpa) {
        return "gpa=" + Numbers.hex(gpa);
    }
}
