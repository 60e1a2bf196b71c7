package iommu.oracle;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change of settings would do for listeners that are refused. Every value of a setting is tried, and the law says
 * what comes of it: so caching mode helps nobody while the guest is offered a first stage (§6.1).
 */
final class SafetyRemedies {

    /** The sets of stages that some unit offers. */
    private static final List<Set<Stages>> OFFERED = List.of(Set.of(Stages.SECOND), Set.of(Stages.FIRST),
            Set.of(Stages.SECOND, Stages.FIRST), Set.of(Stages.SECOND, Stages.FIRST, Stages.NESTED));

    /** An axis of the matrix that can be changed to put something right, in the word that a text has for it. */
    enum Setting {
        CACHING_MODE("caching-mode", c -> Stream.of(true, false).map(on ->
            new Configuration(on, c.coherent(), c.shadowing(), c.stages(), c.snoop(), c.deviceTlb(), c.passThrough()))),
        SHADOWING("shadowing", c -> Arrays.stream(Shadowing.values()).map(followed ->
            new Configuration(c.cachingMode(), c.coherent(), followed, c.stages(), c.snoop(), c.deviceTlb(), c.passThrough()))),
        SNOOP_CONTROL("snoop-control", c -> Arrays.stream(Snoop.values()).map(snoop ->
            new Configuration(c.cachingMode(), c.coherent(), c.shadowing(), c.stages(), snoop, c.deviceTlb(), c.passThrough()))),
        DEVICE_TLB("device-tlb", c -> Stream.of(true, false).map(on ->
            new Configuration(c.cachingMode(), c.coherent(), c.shadowing(), c.stages(), c.snoop(), on, c.passThrough()))),
        STAGES("stages", c -> OFFERED.stream().map(offered ->
            new Configuration(c.cachingMode(), c.coherent(), c.shadowing(), offered, c.snoop(), c.deviceTlb(), c.passThrough())));

        private final String word;
        private final Function<Configuration, Stream<Configuration>> values;

        Setting(String word, Function<Configuration, Stream<Configuration>> values) {
            this.word = word;
            this.values = values;
        }

        String word() {
            return word;
        }

        /** A value of shadowing, not a word for {@link #STAGES}. */
        static final String NO_STAGES = "both-stages";

        /** Those that the text names. */
        static Set<Setting> in(String text) {
            String names = text.replace(NO_STAGES, "");
            Set<Setting> named = EnumSet.noneOf(Setting.class);
            Arrays.stream(values()).filter(setting -> names.contains(setting.word)).forEach(named::add);
            return named;
        }
    }

    private final Configuration configuration;
    private final Set<Wish> wishes;
    private final Set<Witness> standing;

    /** @param listeners those that may stand against the configuration */
    SafetyRemedies(Configuration configuration, Collection<Listener> listeners) {
        this.configuration = configuration;
        wishes = listeners.stream().flatMap(listener -> listener.wishes().stream()).collect(Collectors.toSet());
        standing = SafetyRelation.witnesses(configuration, wishes);
    }

    /** Every configuration that differs in these settings alone, and the one that there is. */
    private Stream<Configuration> changed(Set<Setting> settings) {
        Stream<Configuration> all = Stream.of(configuration);
        for (Setting setting : settings) {
            all = all.flatMap(setting.values);
        }
        return all;
    }

    private boolean stands(Witness witness, Configuration c) {
        return SafetyRelation.witnesses(c, wishes).contains(witness);
    }

    /** Whether some change of these settings leaves nothing of this witness. */
    boolean takesAway(Witness witness, Set<Setting> settings) {
        return changed(settings).anyMatch(c -> !stands(witness, c));
    }

    /** Whether this one of the settings decides about something that stands, the others being set somehow. */
    boolean matters(Setting setting, Set<Setting> settings) {
        return standing.stream().anyMatch(witness -> changed(settings).anyMatch(c -> stands(witness, c)
                && setting.values.apply(c).anyMatch(other -> !stands(witness, other))));
    }
}
