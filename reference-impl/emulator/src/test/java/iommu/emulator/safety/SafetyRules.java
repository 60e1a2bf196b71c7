package iommu.emulator.safety;

import static iommu.arch.seam.MappingNotifier.Wish.DEVICE_TLB;
import static iommu.arch.seam.MappingNotifier.Wish.MAP;
import static iommu.arch.seam.MappingNotifier.Wish.UNMAP;
import static iommu.arch.seam.SafetyPolicy.Witness.MISSED_MAP;
import static iommu.arch.seam.SafetyPolicy.Witness.NEVER_SERVED;
import static iommu.arch.seam.SafetyPolicy.Witness.STALE_UNDER_NO_SNOOP;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What L3, L4 and L9 ask of any policy, rule by rule; written from the law, without a look at the reference's function. */
final class SafetyRules {

    static final Set<Stages> SECOND = Set.of(Stages.SECOND);
    private static final Set<Set<Stages>> VALID_STAGES = Set.of(SECOND, Set.of(Stages.FIRST),
            Set.of(Stages.SECOND, Stages.FIRST), Set.of(Stages.SECOND, Stages.FIRST, Stages.NESTED));
    private static final SourceId[] SOURCES = {SourceId.parse("00:03.0"), SourceId.parse("02:1f.7"), SourceId.parse("ff:00.1")};

    private SafetyRules() {
    }

    /** Each rule by its sentence; it throws an AssertionError if the policy breaks it. */
    static Map<String, Consumer<Supplier<SafetyPolicy>>> all() {
        Map<String, Consumer<Supplier<SafetyPolicy>>> rules = new LinkedHashMap<>();
        rules.put("caching mode is on unless the user says otherwise", p -> {
            assertThat(p.get().configuration()).isEqualTo(Configuration.DEFAULT);
            assertThat(p.get().configuration().cachingMode()).isTrue();
            assertThat(p.get().attached()).isEmpty();
        });
        rules.put("a configuration is valid exactly if its stages and its shadowing go together", SafetyRules::validity);
        rules.put("a wish for MAP is refused where no announcement and no shadow covers a table", p -> witnessed(p, MISSED_MAP,
                (c, w) -> w.contains(MAP) && !(c.cachingMode() && c.stages().equals(SECOND)) && !shadowed(c)));
        rules.put("a wish for MAP is refused where the guest may rely on SNP and the host can't", p -> witnessed(p,
                STALE_UNDER_NO_SNOOP, (c, w) -> w.contains(MAP) && c.snoop() == Snoop.NOT_ENFORCEABLE));
        rules.put("a wish that no event can serve is refused", p -> witnessed(p, NEVER_SERVED, (c, w) ->
                w.contains(MAP) && !w.contains(UNMAP) || w.contains(DEVICE_TLB) && !c.deviceTlb()));
        rules.put("nothing else is refused", SafetyRules::nothingElse);
        rules.put("a refusal names device, setting and remedy", SafetyRules::texts);
        rules.put("a refused listener is not attached, and those who were stay", SafetyRules::refusedAttach);
        rules.put("a listener that left is forgotten", SafetyRules::detached);
        rules.put("no configuration changes while the guest runs", SafetyRules::running);
        rules.put("a refused configuration changes nothing", SafetyRules::refusedReconfigure);
        rules.put("listener first or configuration first: the same answer", SafetyRules::eitherOrder);
        rules.put("every order of steps keeps only what the function allows", p -> walks(p, 400));
        return rules;
    }

    interface CellPredicate {
        boolean test(Configuration configuration, Set<Wish> wishes);
    }

    static boolean valid(Configuration c) {
        return VALID_STAGES.contains(c.stages())
                && (c.shadowing() != Shadowing.SECOND_STAGE || c.stages().contains(Stages.SECOND));
    }

    private static boolean shadowed(Configuration c) {
        return c.shadowing() == Shadowing.BOTH_STAGES || c.shadowing() == Shadowing.SECOND_STAGE && c.stages().equals(SECOND);
    }

    private static void validity(Supplier<SafetyPolicy> policies) {
        for (Configuration c : Cells.configurations()) {
            SafetyPolicy policy = policies.get();
            Verdict verdict = policy.reconfigure(c, false);
            assertThat(verdict).as(c.toString()).isInstanceOf(
                    valid(c) ? Verdict.Allowed.class : Verdict.NoConfiguration.class);
            assertThat(policy.configuration()).isEqualTo(valid(c) ? c : Configuration.DEFAULT);
            if (verdict instanceof Verdict.NoConfiguration no) {
                assertThat(no.text()).contains("stages=");
            }
        }
    }

    /** Where the predicate holds the witness is this one or one that comes before it; elsewhere never this one. */
    private static void witnessed(Supplier<SafetyPolicy> policies, Witness witness, CellPredicate when) {
        for (Cells.Cell cell : valid(policies)) {
            boolean expected = when.test(cell.configuration(), cell.wishes());
            boolean such = cell.verdict() instanceof Verdict.Refused r && r.witness() == witness;
            boolean earlier = cell.verdict() instanceof Verdict.Refused r && r.witness().compareTo(witness) < 0;
            assertThat(expected ? such || earlier : !such).as(cell.toString()).isTrue();
        }
    }

    private static void nothingElse(Supplier<SafetyPolicy> policies) {
        for (Cells.Cell cell : valid(policies)) {
            Configuration c = cell.configuration();
            boolean map = cell.wishes().contains(MAP);
            boolean told = c.cachingMode() && c.stages().equals(SECOND) || shadowed(c);
            boolean fine = (!map || told && c.snoop() != Snoop.NOT_ENFORCEABLE && cell.wishes().contains(UNMAP))
                    && (c.deviceTlb() || !cell.wishes().contains(DEVICE_TLB));
            assertThat(cell.verdict() instanceof Verdict.Allowed).as(cell.toString()).isEqualTo(fine);
        }
    }

    private static List<Cells.Cell> valid(Supplier<SafetyPolicy> policies) {
        List<Cells.Cell> cells = new ArrayList<>();
        for (SourceId source : SOURCES) {
            cells.addAll(Cells.of(policies, source).stream().filter(c -> valid(c.configuration())).toList());
        }
        return cells;
    }

    private static void texts(Supplier<SafetyPolicy> policies) {
        for (Cells.Cell cell : Cells.of(policies, SOURCES[1])) {
            if (cell.verdict() instanceof Verdict.Refused refused) {
                assertThat(refused.device()).isEqualTo("02:1f.7");
                assertThat(refused.text()).contains("02:1f.7 wants ").containsPattern("set |use |let it ").endsWith(".");
                Configuration c = cell.configuration();
                boolean map = cell.wishes().contains(MAP);
                names(refused, "caching-mode=off", refused.witness() == MISSED_MAP && c.stages().equals(SECOND));
                names(refused, "stages=first", refused.witness() == MISSED_MAP && !c.stages().equals(SECOND));
                names(refused, "snoop-control=on", map && c.snoop() == Snoop.NOT_ENFORCEABLE);
                names(refused, "MAP without UNMAP", map && !cell.wishes().contains(UNMAP));
                names(refused, "device-tlb=off", cell.wishes().contains(DEVICE_TLB) && !c.deviceTlb());
            }
        }
    }

    private static void names(Verdict.Refused refused, String setting, boolean concerned) {
        assertThat(refused.text().contains(setting)).as(setting + " in: " + refused.text()).isEqualTo(concerned);
    }

    private static void refusedAttach(Supplier<SafetyPolicy> policies) {
        SafetyPolicy policy = policies.get();
        policy.reconfigure(with(false, SECOND), false);
        Listener vhost = listener(1, SOURCES[1], UNMAP);
        assertThat(policy.attach(vhost)).isInstanceOf(Verdict.Allowed.class);
        assertThat(policy.attach(listener(2, SOURCES[0], MAP, UNMAP))).isInstanceOf(Verdict.Refused.class);
        assertThat(policy.attached()).containsExactly(vhost);
        assertThat(policy.attach(listener(1, SOURCES[1], UNMAP, MAP))).as("more wishes").isInstanceOf(Verdict.Refused.class);
        assertThat(policy.attached()).containsExactly(vhost);
        assertThat(policy.reconfigure(with(true, SECOND), false)).isInstanceOf(Verdict.Allowed.class);
        assertThat(policy.attach(listener(1, SOURCES[1], UNMAP, MAP))).isInstanceOf(Verdict.Allowed.class);
        assertThat(policy.attached()).containsExactly(listener(1, SOURCES[1], UNMAP, MAP));
    }

    private static void detached(Supplier<SafetyPolicy> policies) {
        SafetyPolicy policy = policies.get();
        Listener vfio = listener(7, SOURCES[0], MAP, UNMAP);
        policy.detach(vfio);
        assertThat(policy.attach(vfio)).isInstanceOf(Verdict.Allowed.class);
        policy.detach(listener(8, SOURCES[0], MAP, UNMAP));
        assertThat(policy.attached()).containsExactly(vfio);
        policy.detach(vfio);
        assertThat(policy.attached()).isEmpty();
        assertThat(policy.reconfigure(with(false, SECOND), false)).isInstanceOf(Verdict.Allowed.class);
    }

    private static void running(Supplier<SafetyPolicy> policies) {
        SafetyPolicy policy = policies.get();
        for (Configuration c : List.of(Configuration.DEFAULT, with(false, SECOND), with(true, Set.of()))) {
            assertThat(policy.reconfigure(c, true)).isInstanceOfSatisfying(Verdict.NotNow.class,
                    n -> assertThat(n.text()).contains("powered off").contains("reset"));
            assertThat(policy.configuration()).isEqualTo(Configuration.DEFAULT);
        }
    }

    private static void refusedReconfigure(Supplier<SafetyPolicy> policies) {
        SafetyPolicy policy = policies.get();
        Set<Listener> three = Set.of(listener(1, SOURCES[1], UNMAP), listener(2, SOURCES[2], MAP, UNMAP),
                listener(3, SOURCES[0], MAP, UNMAP));
        three.stream().sorted((a, b) -> b.id() - a.id()).forEach(policy::attach);
        assertThat(policy.reconfigure(with(false, SECOND), false)).isInstanceOfSatisfying(Verdict.Refused.class,
                r -> assertThat(r.device()).as("the smallest id that objects").isEqualTo(SOURCES[2].toString()));
        assertThat(policy.configuration()).isEqualTo(Configuration.DEFAULT);
        assertThat(policy.attached()).isEqualTo(three);
    }

    /** Attached where everything is offered, then reconfigured; or the other way round. */
    private static void eitherOrder(Supplier<SafetyPolicy> policies) {
        Configuration generous = new Configuration(true, true, Shadowing.OFF, SECOND, Snoop.ENFORCEABLE, true, true);
        for (Cells.Cell cell : Cells.of(policies, SOURCES[0])) {
            SafetyPolicy policy = policies.get();
            policy.reconfigure(generous, false);
            Listener listener = new Listener(1, SOURCES[0], cell.wishes());
            if (policy.attach(listener) instanceof Verdict.Allowed) {
                assertThat(policy.reconfigure(cell.configuration(), false)).as(cell.toString()).isEqualTo(cell.verdict());
            }
        }
    }

    /** Seeded walks: whatever happened, the final state is one that a fresh policy accepts in every order. */
    static void walks(Supplier<SafetyPolicy> policies, int count) {
        for (long seed = 1; seed <= count; seed++) {
            Random random = new Random(seed);
            SafetyPolicy policy = policies.get();
            for (int step = 0; step < 12; step++) {
                step(policy, policies, random, "seed " + seed + " step " + step);
            }
            List<Listener> attached = new ArrayList<>(policy.attached());
            Collections.shuffle(attached, random);
            SafetyPolicy fresh = policies.get();
            assertThat(fresh.reconfigure(policy.configuration(), false)).as("seed " + seed).isInstanceOf(Verdict.Allowed.class);
            attached.forEach(l -> fresh.attach(l));
            assertThat(fresh.attached()).as("seed " + seed).isEqualTo(policy.attached());
        }
    }

    private static void step(SafetyPolicy policy, Supplier<SafetyPolicy> policies, Random random, String where) {
        Configuration before = policy.configuration();
        Set<Listener> attached = policy.attached();
        Listener listener = new Listener(random.nextInt(4), SOURCES[random.nextInt(3)], pick(Cells.wishes(), random));
        Configuration next = pick(Cells.configurations(), random);
        int kind = random.nextInt(5);
        boolean running = random.nextInt(4) == 0;
        Verdict verdict = kind < 2 ? policy.attach(listener) : kind < 4 ? policy.reconfigure(next, running)
                : departed(policy, listener);
        if (kind < 2) {
            assertThat(verdict).as(where).isEqualTo(asked(policies, before, listener));
        }
        if (kind == 2 || kind == 3) {
            Predicate<Listener> objects = l -> !(asked(policies, next, l) instanceof Verdict.Allowed);
            boolean fine = !running && valid(next) && attached.stream().noneMatch(objects);
            assertThat(verdict instanceof Verdict.Allowed).as(where).isEqualTo(fine);
        }
        if (!(verdict instanceof Verdict.Allowed)) {
            assertThat(policy.configuration()).as(where).isEqualTo(before);
            assertThat(policy.attached()).as(where).isEqualTo(attached);
        }
    }

    private static Verdict departed(SafetyPolicy policy, Listener listener) {
        policy.detach(listener);
        return new Verdict.Allowed();
    }

    private static Verdict asked(Supplier<SafetyPolicy> policies, Configuration configuration, Listener listener) {
        SafetyPolicy fresh = policies.get();
        Verdict verdict = fresh.reconfigure(configuration, false);
        return verdict instanceof Verdict.Allowed ? fresh.attach(listener) : verdict;
    }

    private static <T> T pick(List<T> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }

    private static Listener listener(int id, SourceId source, Wish... wishes) {
        return new Listener(id, source, Set.of(wishes));
    }

    private static Configuration with(boolean cachingMode, Set<Stages> stages) {
        return new Configuration(cachingMode, true, Shadowing.OFF, stages, Snoop.NOT_OFFERED, false, true);
    }
}
