package iommu.view;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A few counts side by side: one group of bars for each thing that was counted, one bar in it for each case. Bars of one
 * group share a scale that begins at 0; groups do not.
 */
public final class BarChart implements Picture {

    private static final int LABEL = 330;
    private static final int LONGEST = 430;
    private static final int BAR = 22;
    private static final int LABEL_CHARACTERS = 38;
    private static final int TEXT_BAR = 30;

    /**
     * One case.
     *
     * @param label  what it is called
     * @param counts one for each group, in their order; empty where nothing could be counted
     */
    public record Case(String label, List<OptionalLong> counts) {
        public Case {
            counts = List.copyOf(counts);
        }
    }

    private final String title;
    private final List<String> groups;
    private final List<Case> cases;

    private BarChart(String title, List<String> groups, List<Case> cases) {
        this.title = title;
        this.groups = List.copyOf(groups);
        this.cases = List.copyOf(cases);
    }

    /** @param groups what was counted @throws IllegalArgumentException if a case has another number of counts */
    public static BarChart of(String title, List<String> groups, List<Case> cases) {
        for (Case each : cases) {
            if (each.counts().size() != groups.size()) {
                throw new IllegalArgumentException(each.label() + " has " + each.counts().size() + " counts, and "
                        + groups.size() + " things were counted");
            }
        }
        return new BarChart(title, groups, cases);
    }

    private long most(int group) {
        return Math.max(1, cases.stream().mapToLong(c -> c.counts().get(group).orElse(0)).max().orElse(0));
    }

    private static String number(OptionalLong count) {
        return count.isPresent() ? String.format(Locale.ROOT, "%,d", count.getAsLong()) : "-";
    }

    @Override
    public String svg() {
        Svg svg = new Svg(title, text());
        svg.text("strong", 12, 22, title);
        int y = 40;
        for (int group = 0; group < groups.size(); group++) {
            svg.text("strong", 12, y + 14, groups.get(group));
            y += BAR + 2;
            for (Case each : cases) {
                draw(svg, each, group, y);
                y += BAR;
            }
            y += 16;
        }
        return svg.close(y);
    }

    private void draw(Svg svg, Case each, int group, int y) {
        OptionalLong count = each.counts().get(group);
        svg.right("quiet", LABEL - 8, y + 14, Words.shortened(each.label(), LABEL_CHARACTERS));
        int width = (int) Math.round(LONGEST * (double) count.orElse(0) / most(group));
        if (width > 0) {
            svg.polygon("head", LABEL, y + 3, LABEL + width, y + 3, LABEL + width, y + BAR - 4, LABEL, y + BAR - 4);
        }
        svg.text("strong", LABEL + width + 6, y + 14, number(count));
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(SafeText.line(title)).append('\n');
        for (int group = 0; group < groups.size(); group++) {
            out.append('\n').append(SafeText.line(groups.get(group))).append('\n');
            for (Case each : cases) {
                OptionalLong count = each.counts().get(group);
                long length = Math.round(TEXT_BAR * (double) count.orElse(0) / most(group));
                String label = Words.shortened(SafeText.line(each.label()), LABEL_CHARACTERS);
                out.append("  ").append(label).append(" ".repeat(LABEL_CHARACTERS + 1 - label.length()))
                        .append("#".repeat((int) length)).append(length > 0 ? " " : "").append(number(count)).append('\n');
            }
        }
        return out.toString();
    }
}
