package iommu.grade.judge;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What devices may find in one case. It depends on the case's steps alone, whatever the rooms tell that play it: so what was
 * asked once is known, and the oracle goes through the case only for who asks something new. For several threads.
 */
final class RememberedViews {

    /** A case remembers so many answers. */
    private static final int MOST = 3000;

    private final Supplier<DeviceViews> oracle;
    private final Moment beginning = new Moment();
    private final AtomicInteger answers = new AtomicInteger();

    /** @param oracle begins a run, and answers alike whenever it is told alike */
    RememberedViews(Supplier<DeviceViews> oracle) {
        this.oracle = oracle;
    }

    DeviceViews begin() {
        return new Run();
    }

    /** After the same steps. */
    private static final class Moment {

        private final Map<Object, Moment> next = new ConcurrentHashMap<>();
        private final Map<Object, Object> answers = new ConcurrentHashMap<>();
    }

    private record Programmed(boolean translating, long rtaddr) {
    }

    private record Followed(SourceId source) {
    }

    private record Viewed(SourceId source, Iova page, Access access) {
    }

    private record Moded(SourceId source) {
    }

    private enum Question {
        QUIESCENT, SILENCE
    }

    private final class Run implements DeviceViews {

        private final List<Consumer<DeviceViews>> past = new ArrayList<>();
        private Moment now = beginning;
        private Consumer<DeviceViews> prepared = views -> { };
        /** Null as long as all was known. */
        private DeviceViews live;

        private void go(Object step, Consumer<DeviceViews> how) {
            now = now.next.computeIfAbsent(step, first -> new Moment());
            past.add(how);
            if (live != null) {
                how.accept(live);
            }
        }

        @SuppressWarnings("unchecked") // of one type for each kind of question
        private <T> T ask(Object question, Function<DeviceViews, T> how) {
            Object known = now.answers.get(question);
            if (known == null) {
                known = how.apply(live());
                if (answers.incrementAndGet() <= MOST) {
                    now.answers.put(question, known);
                }
            }
            return (T) known;
        }

        private DeviceViews live() {
            if (live == null) {
                live = oracle.get();
                past.forEach(step -> step.accept(live));
            }
            prepared.accept(live);
            prepared = views -> { };
            return live;
        }

        @Override
        public void on(Stimulus step) {
            go(step, views -> views.on(step));
        }

        @Override
        public void carryOut(Invalidation command) {
            go(command, views -> views.carryOut(command));
        }

        @Override
        public void programme(boolean translating, long rtaddr) {
            go(new Programmed(translating, rtaddr), views -> views.programme(translating, rtaddr));
        }

        @Override
        public void follow(SourceId source) {
            go(new Followed(source), views -> views.follow(source));
        }

        @Override
        public void prepare(Collection<SourceId> sources, Collection<Iova> pages) {
            List<Iova> all = List.copyOf(pages);
            prepared = views -> views.prepare(sources, all);
        }

        @Override
        public Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
            return ask(new Viewed(source, page, access), views -> views.view(source, page, access));
        }

        @Override
        public Set<Mode> modes(SourceId source) {
            return ask(new Moded(source), views -> views.modes(source));
        }

        @Override
        public boolean quiescent() {
            return ask(Question.QUIESCENT, DeviceViews::quiescent);
        }

        @Override
        public Optional<String> silence() {
            return ask(Question.SILENCE, DeviceViews::silence);
        }
    }
}
