package iommu.view;

import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The axes of a configuration, in the order of the columns. */
enum MatrixAxis {

    STAGES("stages", "Stages offered", c -> stages(c.stages()), ""),
    CACHING_MODE("CM", "Caching mode", c -> onOff(c.cachingMode()), ""),
    SHADOWING("shadow", "Shadowing", c -> shadowing(c.shadowing()), ""),
    SNOOP("snoop", "Snoop control", c -> snoop(c.snoop()), ""),
    DEVICE_TLB("DT", "Device-TLB", c -> onOff(c.deviceTlb()), ""),
    COHERENT("C", "Coherent walks", c -> onOff(c.coherent()), "Whether walks snoop (ECAP.C) decides if a walk sees a"
            + " store that is still in a CPU cache; it announces no store. With caching-mode=on, the invalidation that"
            + " announces a change suffices for C=0 and C=1 alike; with caching-mode=off, shadowing is needed for both."),
    PASS_THROUGH("PT", "Pass-through", c -> onOff(c.passThrough()), "Pass-through (ECAP.PT) makes no mapping that could be"
            + " missed: the context entry that selects it is announced or seen like any other, and every listener is told"
            + " the mode.");

    /** For narrow tables. */
    final String header;
    final String title;
    /** Why it changes no verdict, if it doesn't; empty if nobody expects that. */
    final String whyIdle;
    private final Function<Configuration, String> value;

    MatrixAxis(String header, String title, Function<Configuration, String> value, String whyIdle) {
        this.header = header;
        this.title = title;
        this.value = value;
        this.whyIdle = whyIdle;
    }

    String value(Configuration configuration) {
        return value.apply(configuration);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    /** S, F and N for what is offered; 0 for nothing. */
    private static String stages(Set<Stages> stages) {
        return stages.isEmpty() ? "0" : Stream.of(Stages.values()).filter(stages::contains)
                .map(s -> s.name().substring(0, 1)).collect(Collectors.joining());
    }

    private static String shadowing(Shadowing shadowing) {
        return switch (shadowing) {
            case OFF -> "off";
            case SECOND_STAGE -> "second";
            case BOTH_STAGES -> "both";
        };
    }

    private static String snoop(Snoop snoop) {
        return switch (snoop) {
            case NOT_OFFERED -> "off";
            case ENFORCEABLE -> "can";
            case NOT_ENFORCEABLE -> "can't";
        };
    }
}
