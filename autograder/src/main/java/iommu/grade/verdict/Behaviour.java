package iommu.grade.verdict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a wrong room does, seen from outside: the kinds of mistake that a learner can be told about. */
public enum Behaviour {
    THROWS("it breaks off, or answers something that can't be"),
    WRONG_ENTRY("it reads another entry than the request's"),
    BAD_ACCEPTED("it goes on where it must refuse"),
    GOOD_REFUSED("it refuses what is valid"),
    WRONG_REASON("it refuses for another reason than the rule's"),
    WRONG_SILENCE("it mistakes which faults are silent"),
    TORN_READ("it reads an entry in pieces"),
    WRONG_RIGHTS("it gives or denies a right against what the entries say"),
    WRONG_ADDRESS("it finds the leaf and leads elsewhere"),
    WRONG_CONTENT("it gives the right thing with a wrong content"),
    WRONG_DETAIL("its answer is right, but not what it tells beside it"),
    STALE("it answers from what an invalidation has removed"),
    OVERTAKEN("it keeps a fill that an invalidation has overtaken"),
    ALIAS("it answers for a source or a page that nobody filled"),
    FAULT_KEPT("it keeps a fault that it may not keep, or not where it belongs"),
    FORGETS("it has forgotten what it must still know"),
    WRONG_RECORD("it puts a fault into a record with a wrong field"),
    WRONG_REGISTER("it records a fault in the wrong place, or not at all"),
    WRONG_CONDITION("it sets or clears a condition at the wrong time"),
    WRONG_EVENT("it sends or holds back a message at the wrong time"),
    WRONG_VALUE("a register or a status shows what is not so"),
    LEAVES_OUT("it leaves out something that must follow"),
    ADDS("it does something that nothing asks for, or not yet"),
    WRONG_ORDER("it does the right things in the wrong order"),
    OTHER_DEED("it does something else than was asked for");

    private final String sentence;

    Behaviour(String sentence) {
        this.sentence = sentence;
    }

    /** What it does, for a person. */
    public String sentence() {
        return sentence;
    }

    /** Such as {@code wrong-entry}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of this word. */
    public static Optional<Behaviour> named(String word) {
        return Arrays.stream(values()).filter(b -> b.word().equals(word)).findFirst();
    }
}
