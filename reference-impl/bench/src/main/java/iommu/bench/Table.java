package iommu.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which works are measured, and the table that they make. */
final class Table {

    private static final int FEW = 64;
    private static final int MANY = 65_536;
    private static final int MILLION = 1_048_576;

    private static final String FAST_UNIT = "`FastUnit`, `FastCache`";
    private static final String FAST_CACHE = "`FastCache`";
    private static final String FULL_UNIT = "`RemappingUnit`, `FastCache`";
    private static final String NOTIFIER = "`TableNotifier`, `FastWalk`";

    private static final Work HIT = Work.of(Translations.class, "fastHit");
    private static final Work HIT_SEAM = Work.of(Translations.class, "fastHitSeam");
    private static final Work HIT_DRAINED = Work.of(Translations.class, "fastHitDrained");
    private static final Work HIT_TWO = new Work(Translations.class, "fastHit", 0, 2);
    private static final Work HIT_BESIDE = Work.of(Beside.class, "fastHitBeside");
    private static final Work HIT_FULL = Work.of(Translations.class, "fullHit");
    private static final Work HIT_PLAIN = Work.of(Translations.class, "plainHit");
    private static final Work HIT_NAIVE = Work.of(Translations.class, "naiveHit");
    private static final Work MISS = Work.of(Translations.class, "fastMiss");
    private static final Work MISS_PLAIN = Work.of(Translations.class, "plainMiss");
    private static final Work MISS_NAIVE = Work.of(Translations.class, "naiveMiss");
    private static final Work PAGE_FEW = Work.holding("fastPage", FEW);
    private static final Work PAGE_MANY = Work.holding("fastPage", MANY);
    private static final Work PAGE_NAIVE = Work.holding("naivePage", MANY);
    private static final Work RANGE = Work.holding("fastRange", MANY);
    private static final Work DOMAIN_FEW = Work.holding("fastDomain", FEW);
    private static final Work DOMAIN_MANY = Work.holding("fastDomain", MILLION);
    private static final Work GLOBAL_FEW = Work.holding("fastGlobal", FEW);
    private static final Work GLOBAL_MANY = Work.holding("fastGlobal", MILLION);
    private static final Work ONE_OTHER = Work.of(Listeners.class, "oneOther");
    private static final Work MANY_OTHERS = Work.of(Listeners.class, "manyOthers");
    private static final Work REPLAY = Work.of(Listeners.class, "replaySmall");
    private static final Work REPLAY_NAIVE = Work.of(Listeners.class, "replayNaive");
    private static final Work REPLAY_LARGE = Work.of(Listeners.class, "replayLarge");
    private static final Work RESYNC = Work.of(Listeners.class, "resyncSmall");
    private static final Work RESYNC_NAIVE = Work.of(Listeners.class, "resyncNaive");
    private static final Work RESYNC_LARGE = Work.of(Listeners.class, "resyncLarge");

    private static final Work JUDGED = Work.of(Judging.class, "judgedAllow");
    private static final Work JUDGED_STRICTLY = Work.of(Judging.class, "judgedRequestsOnly");

    /** In an order that puts what is compared side by side. */
    static final List<Work> WORKS = List.of(HIT, HIT_NAIVE, HIT_TWO, HIT_BESIDE, HIT_SEAM, HIT_DRAINED, MISS, MISS_NAIVE,
            PAGE_FEW, PAGE_MANY, PAGE_NAIVE, RANGE, DOMAIN_FEW, DOMAIN_MANY, GLOBAL_FEW, GLOBAL_MANY,
            HIT_FULL, HIT_PLAIN, MISS_PLAIN, ONE_OTHER, MANY_OTHERS, REPLAY, REPLAY_NAIVE, REPLAY_LARGE,
            RESYNC, RESYNC_NAIVE, RESYNC_LARGE, JUDGED, JUDGED_STRICTLY);

    private final Map<Work, Measured> measured;
    private final List<Row> rows;

    /** @param bytesPerTranslation the memory of a full cache @param nobody what it costs that somebody could listen */
    Table(Map<Work, Measured> measured, double bytesPerTranslation, NobodyListens nobody) {
        this.measured = measured;
        this.rows = List.of(
                times("hit, against the naive unit", FAST_UNIT, HIT_NAIVE, HIT, new Gate.AtLeast(3)),
                times("miss, 4-level walk and fill, against the naive unit", FAST_UNIT + ", `FastWalk`", MISS_NAIVE, MISS,
                        new Gate.AtLeast(2)),
                times("one page invalidated and filled again, 65,536 entries, against the naive unit", FAST_CACHE,
                        PAGE_NAIVE, PAGE_MANY, new Gate.AtLeast(100)),
                times("the same, 65,536 entries against 64", FAST_CACHE, PAGE_MANY, PAGE_FEW, new Gate.AtMost(3)),
                times("the same, address mask 18 against 0", FAST_CACHE, RANGE, PAGE_MANY, new Gate.AtMost(50)),
                times("domain invalidated, 1,048,576 entries against 64", FAST_CACHE, DOMAIN_MANY, DOMAIN_FEW,
                        new Gate.AtMost(1.5)),
                times("all invalidated, 1,048,576 entries against 64", FAST_CACHE, GLOBAL_MANY, GLOBAL_FEW,
                        new Gate.AtMost(1.5)),
                Row.ratio("two readers against one", FAST_UNIT, ns(HIT) + ", each of two " + ns(HIT_TWO),
                        2 * time(HIT) / time(HIT_TWO), new Gate.AtLeast(1.8)),
                times("reader beside a busy invalidator, against alone", FAST_UNIT, HIT_BESIDE, HIT, new Gate.AtMost(4)),
                Row.bytes("memory per cached translation, 65,536 of them", FAST_CACHE, bytesPerTranslation, 64),
                Row.bytes("allocated on a hit", FAST_UNIT, allocated(HIT), 0),
                Row.bytes("allocated on a page, domain, global or range command",
                        FAST_CACHE, Math.max(Math.max(allocated(PAGE_MANY), allocated(DOMAIN_FEW)),
                                Math.max(allocated(GLOBAL_FEW), allocated(RANGE))), 0),
                Row.bytes("allocated on a miss with its walk and fill", FAST_UNIT + ", `FastWalk`", allocated(MISS), 32),
                Row.information("hit whose access invalidations wait for", "`FastUnit.Requester`", ns(HIT_DRAINED)),
                Row.information("hit through the seam, which returns an object", FAST_UNIT,
                        ns(HIT_SEAM) + ", " + Gate.number(allocated(HIT_SEAM)) + " B"),
                Row.information("hit in the full unit without the front", FULL_UNIT,
                        ns(HIT_FULL) + ", " + Gate.number(allocated(HIT_FULL)) + " B"),
                Row.information("hit, miss in the plain unit", "`RemappingUnit`, `TaggedCache`, `SecondStageWalk`",
                        ns(HIT_PLAIN) + ", " + ns(MISS_PLAIN)),
                Row.ratio("domain invalidated by register with nobody listening, against a unit that nobody can follow", FULL_UNIT,
                        Gate.number(nobody.time()) + " ns without", nobody.ratio(), new Gate.AtMost(1.02)),
                Row.bytes("allocated more with nobody listening", FULL_UNIT, nobody.bytes(), 0),
                times("page command past 17 listeners of another domain, against 1", NOTIFIER, MANY_OTHERS, ONE_OTHER,
                        new Gate.AtMost(1.5)),
                eachPage("1,048,576 pages replayed to a listener, against walking to each", REPLAY_NAIVE, REPLAY),
                eachPage("the same pages read anew and found unchanged", RESYNC_NAIVE, RESYNC),
                Row.information("4 GiB in pages of 2 MiB replayed, found unchanged", NOTIFIER,
                        ns(REPLAY_LARGE) + ", " + ns(RESYNC_LARGE)),
                Row.information("10,000 lines judged, with prefetch=allow and with prefetch=requests-only", "`MachineRelation`",
                        ms(JUDGED) + ", " + ms(JUDGED_STRICTLY)),
                Row.information("explanation switched off", FAST_UNIT, "nothing to switch off: it walks again"));
    }

    boolean allMet() {
        return rows.stream().allMatch(Row::met);
    }

    String markdown() {
        return rows.stream().map(Row::markdown).collect(Collectors.joining("\n",
                "| work | ran | measured | ratio | gate | |\n|---|---|---|---|---|---|\n", "\n"));
    }

    private Row times(String what, String ran, Work upper, Work lower, Gate gate) {
        return Row.ratio(what, ran, ns(upper) + " / " + ns(lower), time(upper) / time(lower), gate);
    }

    private Row eachPage(String what, Work naive, Work notifier) {
        double slow = time(naive) / Listeners.NAIVE_PAGES;
        double fast = time(notifier) / Listeners.PAGES;
        return Row.ratio(what, NOTIFIER, Gate.number(slow) + " ns / " + Gate.number(fast) + " ns a page", slow / fast,
                new Gate.None());
    }

    private double time(Work work) {
        return measured.get(work).time();
    }

    private double allocated(Work work) {
        return measured.get(work).allocation();
    }

    private String ms(Work work) {
        return Gate.number(time(work) / 1_000_000) + " ms";
    }

    private String ns(Work work) {
        return Gate.number(time(work)) + " ns";
    }
}
