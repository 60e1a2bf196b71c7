package iommu.emulator.safety;

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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Mistakes that were made in real units, and near ones: each breaks a rule. */
class BrokenPoliciesTest {

    @TestFactory
    Stream<DynamicTest> isCaught() {
        return broken().entrySet().stream().map(bug -> DynamicTest.dynamicTest(bug.getKey(), () ->
                assertThat(SafetyRules.all().entrySet().stream().filter(rule -> breaks(bug.getValue(), rule.getValue()::accept)))
                        .as(bug.getKey()).isNotEmpty()));
    }

    private interface Rule {
        void check(Supplier<SafetyPolicy> policies);
    }

    private static boolean breaks(Supplier<SafetyPolicy> policies, Rule rule) {
        try {
            rule.check(policies);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private static Map<String, Supplier<SafetyPolicy>> broken() {
        Map<String, Supplier<SafetyPolicy>> bugs = new LinkedHashMap<>();
        bugs.put("a MAP listener is accepted with CM=0", () -> seeing(c -> change(c, true, c.shadowing(), c.stages())));
        bugs.put("a MAP listener is accepted with CM=0 where walks snoop",
                () -> seeing(c -> change(c, c.cachingMode() || c.coherent(), c.shadowing(), c.stages())));
        bugs.put("a MAP listener is accepted with CM=1 on a first-stage or nested device", () -> seeing(c -> c.cachingMode()
                && SafetyRules.valid(c) ? change(c, true, Shadowing.OFF, SafetyRules.SECOND) : c));
        bugs.put("a nested device alone is forgotten", () -> seeing(c -> c.stages().contains(Stages.NESTED)
                && SafetyRules.valid(c) ? change(c, c.cachingMode(), c.shadowing(), SafetyRules.SECOND) : c));
        bugs.put("shadows of the second stage are taken for all", () -> seeing(c -> c.shadowing() == Shadowing.SECOND_STAGE
                && SafetyRules.valid(c) ? change(c, c.cachingMode(), Shadowing.BOTH_STAGES, c.stages()) : c));
        bugs.put("shadowing doesn't help", () -> seeing(c -> SafetyRules.valid(c)
                ? change(c, c.cachingMode(), Shadowing.OFF, c.stages()) : c));
        bugs.put("nested is offered without a first stage", () -> seeing(c -> c.stages().contains(Stages.NESTED)
                ? change(c, c.cachingMode(), c.shadowing(), Set.of(Stages.values())) : c));
        bugs.put("a device-TLB listener is accepted without DT", () -> seeing(c -> new Configuration(c.cachingMode(),
                c.coherent(), c.shadowing(), c.stages(), c.snoop(), true, c.passThrough())));
        bugs.put("a host that can't snoop is not asked", () -> seeing(c -> new Configuration(c.cachingMode(), c.coherent(),
                c.shadowing(), c.stages(), Snoop.ENFORCEABLE, c.deviceTlb(), c.passThrough())));
        bugs.put("pass-through excuses an unsnooping host", () -> seeing(c -> new Configuration(c.cachingMode(), c.coherent(),
                c.shadowing(), c.stages(), c.passThrough() ? Snoop.ENFORCEABLE : c.snoop(), c.deviceTlb(), c.passThrough())));
        bugs.put("the default is off", () -> {
            Double policy = seeing(c -> c);
            policy.configuration = change(Configuration.DEFAULT, false, Shadowing.OFF, SafetyRules.SECOND);
            return policy;
        });
        addListenerBugs(bugs);
        return bugs;
    }

    private static void addListenerBugs(Map<String, Supplier<SafetyPolicy>> bugs) {
        bugs.put("a refused listener is left in the list", () -> new Double() {
            @Override
            public Verdict attach(Listener listener) {
                attached.add(listener);
                return super.attach(listener);
            }
        });
        bugs.put("a refused change of wishes drops the listener", () -> new Double() {
            @Override
            public Verdict attach(Listener listener) {
                attached.removeIf(l -> l.id() == listener.id());
                return super.attach(listener);
            }
        });
        bugs.put("a reconfiguration is not rechecked under a MAP listener", () -> new Double() {
            @Override
            Verdict against(Configuration next) {
                return Matrix.judge(next, new Listener(0, SourceId.of(0, 0, 0), Set.of()));
            }
        });
        bugs.put("a refused reconfiguration takes effect", () -> new Double() {
            @Override
            public Verdict reconfigure(Configuration next, boolean running) {
                Verdict verdict = super.reconfigure(next, running);
                configuration = verdict instanceof Verdict.Refused ? next : configuration;
                return verdict;
            }
        });
        bugs.put("a running guest is reconfigured", () -> new Double() {
            @Override
            public Verdict reconfigure(Configuration next, boolean running) {
                return super.reconfigure(next, false);
            }
        });
        bugs.put("refusal only for one device", () -> wishing(l -> l.source().bus() == 0 ? l.wishes() : Set.of()));
        bugs.put("MAP without UNMAP is accepted", () -> wishing(l -> l.wants(Wish.MAP) ? with(l, Wish.UNMAP) : l.wishes()));
        bugs.put("UNMAP-only listeners are refused with CM=0", () -> wishing(l -> l.wants(Wish.UNMAP)
                ? with(l, Wish.MAP) : l.wishes()));
        bugs.put("a listener that left still objects", () -> new Double() {
            @Override
            public void detach(Listener listener) {
            }
        });
    }

    private static Set<Wish> with(Listener listener, Wish wish) {
        Set<Wish> more = EnumSet.of(wish);
        more.addAll(listener.wishes());
        return more;
    }

    private static Configuration change(Configuration c, boolean cachingMode, Shadowing shadowing, Set<Stages> stages) {
        return new Configuration(cachingMode, c.coherent(), shadowing, stages, c.snoop(), c.deviceTlb(), c.passThrough());
    }

    private static Double seeing(UnaryOperator<Configuration> seen) {
        return new Double() {
            @Override
            Verdict judge(Configuration c, Listener listener) {
                return Matrix.judge(seen.apply(c), listener);
            }
        };
    }

    private interface Wishes {
        Set<Wish> of(Listener listener);
    }

    private static Double wishing(Wishes wishes) {
        return new Double() {
            @Override
            Verdict judge(Configuration c, Listener l) {
                return Matrix.judge(c, new Listener(l.id(), l.source(), wishes.of(l), l.range(), l.replaces()));
            }
        };
    }

    /** Right, until something of it is replaced. */
    private static class Double implements SafetyPolicy {
        Configuration configuration = Configuration.DEFAULT;
        final Set<Listener> attached = new HashSet<>();

        Verdict judge(Configuration c, Listener listener) {
            return Matrix.judge(c, listener);
        }

        Verdict against(Configuration next) {
            Listener nobody = new Listener(0, SourceId.of(0, 0, 0), Set.of());
            return Stream.concat(Stream.of(nobody), attached.stream().sorted((a, b) -> a.id() - b.id()))
                    .map(l -> judge(next, l)).filter(v -> !(v instanceof Verdict.Allowed)).findFirst()
                    .orElse(new Verdict.Allowed());
        }

        @Override
        public Verdict attach(Listener listener) {
            Verdict verdict = judge(configuration, listener);
            if (verdict instanceof Verdict.Allowed) {
                attached.removeIf(l -> l.id() == listener.id());
                attached.add(listener);
            }
            return verdict;
        }

        @Override
        public void detach(Listener listener) {
            attached.remove(listener);
        }

        @Override
        public Verdict reconfigure(Configuration next, boolean running) {
            Verdict verdict = running ? new Verdict.NotNow("only while powered off or in reset") : against(next);
            configuration = verdict instanceof Verdict.Allowed ? next : configuration;
            return verdict;
        }

        @Override
        public Configuration configuration() {
            return configuration;
        }

        @Override
        public Set<Listener> attached() {
            return Set.copyOf(attached);
        }
    }

    /** The double itself is right: what is caught is the mistake. */
    @TestFactory
    Stream<DynamicTest> isNotCaughtWithoutTheMistake() {
        return SafetyRules.all().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().accept(Double::new)));
    }
}
