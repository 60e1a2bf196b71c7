package iommu.view;

import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The safety matrix for programs: one line for each cell, nothing merged, quoted as RFC 4180 says, ended by LF. */
public final class MatrixCsv {

    private static final String HEADER = "stages,caching_mode,shadowing,snoop,device_tlb,coherent,pass_through,wishes,"
            + "verdict,witness,device,text";

    private MatrixCsv() {
    }

    /** The whole file, its header first. */
    public static String of(List<MatrixCell> cells) {
        StringBuilder out = new StringBuilder(HEADER).append('\n');
        for (MatrixCell cell : cells) {
            Configuration c = cell.configuration();
            out.append(String.join(",", set(c.stages()), onOff(c.cachingMode()), word(c.shadowing()), word(c.snoop()),
                    onOff(c.deviceTlb()), onOff(c.coherent()), onOff(c.passThrough()), set(cell.wishes()),
                    answer(cell.verdict()))).append('\n');
        }
        return out.toString();
    }

    private static String answer(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed a -> "allowed,,,";
            case Verdict.Refused r -> String.join(",", "refused", word(r.witness()), quoted(r.device()), quoted(r.text()));
            case Verdict.NoConfiguration n -> "no-configuration,,," + quoted(n.text());
            case Verdict.NotNow n -> "not-now,,," + quoted(n.text());
        };
    }

    /** The values that are in the set, in the order of the axis, with + between them. */
    private static String set(Set<? extends Enum<?>> values) {
        return values.isEmpty() ? "none" : values.stream().sorted((a, b) -> a.ordinal() - b.ordinal()).map(MatrixCsv::word)
                .collect(Collectors.joining("+"));
    }

    private static String word(Enum<?> value) {
        return value instanceof Wish ? value.name() : value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private static String quoted(String text) {
        return '"' + SafeText.line(text).replace("\"", "\"\"") + '"';
    }
}
