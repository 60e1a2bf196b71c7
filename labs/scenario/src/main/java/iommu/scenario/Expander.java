package iommu.scenario;

import iommu.arch.CachedTranslation;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.TranslationContext;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes smallest steps of a scenario: stores, register writes, requests and seam calls. */
public final class Expander {

    private final Head head;
    private final List<Step> steps = new ArrayList<>();
    private final Stores stores;
    private final Tables tables;
    private final Commands commands;
    private final FlatFacts facts;
    private final Map<String, Integer> epochs = new TreeMap<>();
    private int number;
    private Line line;

    private Expander(Scenario scenario) {
        head = Head.of(scenario);
        stores = new Stores(head.capabilities().coherent(), step -> emit(head.room() == Room.SHADOW ? trappable(step) : step));
        tables = new Tables(stores, deepest());
        facts = new FlatFacts(tables, this::emit);
        commands = new Commands(stores, this::emit, scenario.lines().stream().noneMatch(
                l -> l.statement() instanceof Statement.SetRoot || l.statement() instanceof Statement.Enable),
                scenario.lines().stream().anyMatch(l -> isWide(l.statement())));
    }

    /**
     * Expands a scenario.
     *
     * @throws ScenarioException if a line can't happen: a wrong room, a source never attached, a page never mapped
     */
    public static Plan expand(Scenario scenario) {
        Expander expander = new Expander(scenario);
        for (Line line : scenario.lines()) {
            expander.number++;
            expander.line = line;
            try {
                int before = expander.steps.size();
                expander.perform(line.statement());
                expander.demandQuestion(before);
            } catch (Complaint complaint) {
                throw complaint.at(scenario.name(), expander.number, line);
            }
        }
        Head head = expander.head;
        return new Plan(head.room(), head.capabilities(), head.capacity(), head.prefetch(), expander.steps);
    }

    /** A store that a shadow hears of if it traps the page. */
    private static Stimulus trappable(Stimulus step) {
        return switch (step) {
            case Stimulus.Store64 s -> new RoomCall.TrapStore(s.at(), new Entry128(s.value(), 0), 8);
            case Stimulus.Store128 s -> new RoomCall.TrapStore(s.at(), s.value(), 16);
            default -> step;
        };
    }

    private void demandQuestion(int before) {
        if (line.expectation().isPresent() && steps.subList(before, steps.size()).stream().noneMatch(s -> s.stimulus().asks())) {
            throw new Complaint("=>", "nothing is answered here", "a whole machine answers no register write: leave the expectation out");
        }
    }

    /** Only legacy mode takes descriptors of 128 bits (§6.5.2). */
    private static boolean isWide(Statement statement) {
        return statement instanceof Statement.SetRoot s && s.mode() != TableMode.LEGACY
                || statement instanceof Statement.Descriptor d && d.upper().isPresent();
    }

    /** The deepest tables that the unit offers: what a domain gets if nothing else is said. */
    private int deepest() {
        return head.capabilities().levels().stream().mapToInt(n -> n).max().orElseThrow();
    }

    private void emit(Stimulus stimulus) {
        steps.add(new Step(number, stimulus, stimulus.asks() ? line.expectation() : Optional.empty()));
    }

    private void perform(Statement statement) {
        carryOut(statement);
        if (head.room() == Room.NOTIFIER && storesTables(statement)) {
            facts.tell(statement);
        }
    }

    private static boolean storesTables(Statement statement) {
        return StatementReader.flushes(statement) || statement instanceof Statement.Unflushed || statement instanceof Statement.Reading
                || statement instanceof Statement.Write64 || statement instanceof Statement.Write128;
    }

    private void carryOut(Statement statement) {
        switch (statement) {
            case Statement.Blank s -> { }
            case Statement.Version s -> { }
            case Statement.Speaks s -> { }
            case Statement.Unit s -> { }
            case Statement.Unflushed s -> {
                stores.flushing(false);
                carryOut(s.statement());
                stores.flushing(true);
            }
            case Statement.Attach s -> tables.attach(s);
            case Statement.Detach s -> tables.detach(s.source());
            case Statement.MapPages s -> tables.map(s);
            case Statement.Unmap s -> tables.unmap(s);
            case Statement.Edit s -> tables.edit(s);
            case Statement.EditContext s -> tables.editContext(s);
            case Statement.EditRoot s -> tables.editRoot(s);
            case Statement.Reading s -> emit(new Stimulus.Readable(tables.page(s.structure()), s.reads()));
            case Statement.Write64 s -> stores.bare(s.at(), s.value());
            case Statement.Write128 s -> stores.bare(s.at(), s.value());
            case Statement.FlushLine s -> emit(new Stimulus.Flush(s.at().alignedTo(64)));
            case Statement.Invalidate s -> invalidate(s);
            default -> ask(statement);
        }
    }

    private void invalidate(Statement.Invalidate s) {
        if (head.room().isWhole()) {
            commands.invalidate(s.command(), s.waits());
            return;
        }
        if (!s.waits()) {
            throw new Complaint("nowait", "a room's invalidation is complete when it returns", "leave out nowait");
        }
        if (head.room() == Room.NOTIFIER || head.room() == Room.SHADOW) {
            emit(new RoomCall.CarriedOut(s.command()));
            return;
        }
        only(Room.IOTLB);
        emit(new Stimulus.Invalidate(s.command()));
    }

    private void ask(Statement statement) {
        switch (statement) {
            case Statement.LookUpContext s -> {
                only(Room.CONTEXT);
                emit(new Stimulus.LookUpContext(Tables.ROOT, s.source()));
            }
            case Statement.Walk s -> {
                only(Room.WALK);
                emit(new Stimulus.Walk(tables.start(s.source(), s.levels()), s.iova(), s.access()));
            }
            case Statement.SetRoot s -> machine(() -> commands.root(s.mode()));
            case Statement.Enable s -> machine(() -> commands.enable(s.on()));
            case Statement.Dma s -> machine(() -> {
                commands.start();
                emit(new Stimulus.Dma(new DmaRequest(s.source(), s.prefix().pasid(), s.iova(), s.access(), s.kind(),
                        s.prefix().supervisor(), s.prefix().execute())));
            });
            case Statement.Interrupt s when head.room() == Room.INTERRUPTS -> emit(new RoomCall.Remap(s.source(), s.address(), s.data()));
            case Statement.Interrupt s ->
                machine(() -> emit(new Stimulus.Interrupt(s.source(), s.address(), s.data())));
            case Statement.AskForPage s -> machine(() -> emit(new Stimulus.AskForPage(s.request())));
            case Statement.DeviceTlb s -> machine(() -> emit(s.done() ? new Stimulus.DeviceTlbDone(s.source())
                    : new Stimulus.DeviceTlbTimeout(s.source())));
            case Statement.Await s -> machine(commands::await);
            case Statement.RegisterWrite s when head.room() == Room.REGISTERS ->
                emit(new RoomCall.WriteRegister(s.offset(), s.size(), s.value()));
            case Statement.RegisterRead s when head.room() == Room.REGISTERS ->
                emit(new Stimulus.RegisterRead(s.offset(), s.size()));
            case Statement.RegisterWrite s -> machine(() -> commands.write(s.offset(), s.size(), s.value()));
            case Statement.RegisterRead s -> machine(() -> emit(new Stimulus.RegisterRead(s.offset(), s.size())));
            case RoomStatement.OfListeners s -> {
                only(ofShadow(s) ? Room.SHADOW : Room.NOTIFIER);
                facts.call(s);
            }
            case RoomStatement s -> {
                RoomWords.steps(s, head.room()).forEach(this::emit);
                if (s instanceof RoomStatement.Reset) {
                    commands.forget();
                }
            }
            case Statement.Descriptor s -> machine(() -> commands.submit(s.value(), s.upper()));
            default -> {
                only(Room.IOTLB);
                cache(statement);
            }
        }
    }

    /** Most belong to both rooms: then to the one that this run speaks to. */
    private boolean ofShadow(RoomStatement.OfListeners s) {
        boolean notifiersAlone = s instanceof RoomStatement.Replay || s instanceof RoomStatement.Ask
                || s instanceof RoomStatement.DropDeviceTlb || s instanceof RoomStatement.NoMemory;
        return s instanceof RoomStatement.Trapped || head.room() == Room.SHADOW && !notifiersAlone;
    }

    private void cache(Statement statement) {
        switch (statement) {
            case Statement.Fill s -> emit(new Stimulus.FillTranslation(s.source(), Pasid.NONE, s.iova(),
                    new CachedTranslation(s.domain(), s.silent(), content(s)), slot(s.epoch())));
            case Statement.Lookup s -> emit(new Stimulus.CachedTranslationOf(s.source(), Pasid.NONE, s.iova()));
            case Statement.FillContext s -> emit(new Stimulus.FillContext(s.source(), new TranslationContext(s.domain(),
                    s.type(), s.table(), s.levels(), s.silent()), slot(s.epoch())));
            case Statement.FillNoContext s -> emit(new Stimulus.FillContext(s.source(),
                    Fault.of(s.reason()).withSilent(s.silent()), slot(s.epoch())));
            case Statement.LookupContext s -> emit(new Stimulus.CachedContextOf(s.source()));
            case Statement.FillPrefix s -> emit(new Stimulus.FillPrefix(s.domain(), s.iova(), new WalkStart(s.table(),
                    s.level(), s.rights(), 12 + 9 * deepest()), slot(s.epoch())));
            case Statement.LookupPrefix s -> emit(new Stimulus.CachedPrefixOf(s.domain(), s.iova()));
            case Statement.TakeEpoch s ->
                emit(new Stimulus.TakeEpoch(epochs.computeIfAbsent(s.name(), name -> epochs.size())));
            default -> throw new IllegalStateException(statement.toString());
        }
    }

    private static WalkResult content(Statement.Fill fill) {
        return switch (fill.content()) {
            case Statement.Content.Page p -> new Mapping(fill.iova().alignedTo(fill.size()), p.gpa(), fill.size(),
                    p.rights(), p.snoop(), List.of());
            case Statement.Content.Negative n -> new Fault(n.reason(),
                    (Long.numberOfTrailingZeros(fill.size()) - 3) / 9, fill.size(), false);
        };
    }

    private int slot(Optional<String> epoch) {
        if (epoch.isEmpty()) {
            return Stimulus.NOW;
        }
        Integer slot = epochs.get(epoch.get());
        if (slot == null) {
            throw new Complaint("epoch=", "epoch '" + epoch.get() + "' was never taken",
                    "write epoch " + epoch.get() + " before it");
        }
        return slot;
    }

    private void machine(Runnable command) {
        if (!head.room().isWhole()) {
            only(Room.MACHINE);
        }
        command.run();
    }

    private void only(Room room) {
        if (head.room() != room) {
            throw new Complaint("", "this statement speaks to " + (room == Room.MACHINE ? "a whole machine" : "room "
                    + room) + ", but the run to " + (head.room() == Room.MACHINE ? "a whole machine" : "room "
                    + head.room()), "change the room line, or the statement");
        }
    }
}
