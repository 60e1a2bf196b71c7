package iommu.grade.labs;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a group judges of its room's answers: the key {@code judges} of labs.toml. Rooms that are judged answer by answer have
 * groups about a part of their law, so that a mistake costs the groups that are about it and no other.
 */
public enum Judged {
    /** All that the room's law, or its contract, speaks of: where the key is left out. */
    EVERYTHING("everything", "", ""),
    /** Lab 03: what is recorded, and nothing of the event. */
    RECORDS("records", "FaultLog", Group.LAW),
    /** Lab 09: who may listen; a text may say anything. */
    VERDICTS("verdicts", "SafetyPolicy", Group.LAW),
    /** Lab 09: which of several reasons is named. */
    ORDER("order", "SafetyPolicy", Group.CONTRACT),
    /** Lab 09: what a text says. */
    TEXTS("texts", "SafetyPolicy", Group.CONTRACT),
    /** Lab 08: that a page which did not change is left alone. */
    UNDISTURBED("undisturbed", "MappingNotifier", Group.CONTRACT),
    /** Lab 08: how much a room asks of the others. */
    WORK("work", "MappingNotifier", Group.CONTRACT),
    /** Lab 10: that a page without a table is let go. */
    DATA("data", "ShadowTables", Group.CONTRACT),
    /** Lab 10: how much a trapped store costs. */
    TRAPS("traps", "ShadowTables", Group.CONTRACT),
    /** Lab 11: also that what an invalidation has overtaken is not filled. */
    FILLS("fills", "UnitPort", Group.LAW),
    /** Lab 11: also that what software is told has happened. */
    PROMISES("promises", "UnitPort", Group.LAW),
    /** Lab 11: that what is known is used again. */
    REUSE("reuse", "UnitPort", Group.CONTRACT),
    /** Lab 11: that no room is called for nothing. */
    QUIET("quiet", "UnitPort", Group.CONTRACT);

    private final String word;
    private final String seam;
    private final String kind;

    Judged(String word, String seam, String kind) {
        this.word = word;
        this.seam = seam;
        this.kind = kind;
    }

    /** The manifest's word for it. */
    public String word() {
        return word;
    }

    /** The one of this word; empty if there is none. */
    public static Optional<Judged> named(String word) {
        return Arrays.stream(values()).filter(judged -> judged.word.equals(word)).findFirst();
    }

    /** All words, for messages. */
    static String words() {
        return Arrays.stream(values()).map(Judged::word).collect(Collectors.joining(", "));
    }

    /** Whether a group of this kind can judge that, in a lab of this seam. A contract that has parts is never judged whole. */
    boolean fits(String itsSeam, String itsKind) {
        return this == EVERYTHING
                ? itsKind.equals(Group.LAW) || Arrays.stream(values()).noneMatch(part -> part.seam.equals(itsSeam) && part.kind.equals(itsKind))
                : seam.equals(itsSeam) && kind.equals(itsKind);
    }
}
