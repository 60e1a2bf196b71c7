package iommu.grade.explain;

import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.TranslationContext;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Scenario;
import iommu.view.AccessPicture.Kind;
import iommu.view.CacheTimeline;
import iommu.view.Picture;
import iommu.view.TimelineRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what one room was asked through its seam. */
final class RoomStory {

    private RoomStory() {
    }

    static Picture walk(Played played, Stimulus.Walk walk) {
        Telling telling = new Telling(Ends.word(walk.access()) + " of " + walk.address());
        telling.fact(walk.start().level() + (walk.start().level() == 1 ? " level, " : " levels, ")
                + walk.start().addressWidth() + "-bit input, first table at " + walk.start().table());
        new WalkStops(telling, played.memory(), played.capabilities(), walk.start(),
                new WalkStops.Asked(walk.address(), walk.access())).tell();
        return telling.picture();
    }

    static Picture context(Played played, Stimulus.LookUpContext lookup) {
        Telling telling = new Telling("context of " + lookup.source());
        telling.fact("root table at " + lookup.rootTable());
        ContextResult result = new ContextStops(telling, lookup.source()).tell(played.memory(), played.capabilities(),
                lookup.rootTable(), lookup.source());
        switch (result) {
            case Fault fault -> Ends.fault(telling, fault, true);
            case TranslationContext context -> telling.stop(Kind.GOOD, ContextStops.meaning(context), List.of(),
                    "§3.4.2: how requests of this source are translated.");
        }
        return telling.picture();
    }

    /** The life of the cache up to a lookup. @param answered what the reference says there */
    static Picture cache(Scenario scenario, int line, String answered) {
        List<TimelineRow> rows = new ArrayList<>();
        for (int number = 1; number <= line; number++) {
            String text = scenario.lines().get(number - 1).expecting(Optional.empty()).text().split("#", 2)[0].strip();
            String[] words = text.split(" +", 2);
            Optional<TimelineRow.Kind> kind = kind(words[0]);
            if (kind.isPresent()) {
                String rest = words.length < 2 ? "" : words[1];
                rows.add(new TimelineRow(number, words[0], number == line ? rest + ": " + answered : rest, kind.get(), false));
            }
        }
        return CacheTimeline.of(rows, List.of());
    }

    private static Optional<TimelineRow.Kind> kind(String word) {
        return switch (word) {
            case "fill", "fill-context", "fill-prefix" -> Optional.of(TimelineRow.Kind.FILL);
            case "lookup", "lookup-context", "lookup-prefix" -> Optional.of(TimelineRow.Kind.LOOKUP);
            case "invalidate" -> Optional.of(TimelineRow.Kind.INVALIDATION);
            default -> Optional.empty();
        };
    }
}
