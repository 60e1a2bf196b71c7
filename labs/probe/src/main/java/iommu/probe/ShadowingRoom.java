package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** A shadow over the case's memory. It hears of a store if it traps the page; its reads are counted. */
final class ShadowingRoom implements RoomDriver {

    /** Reads during one call of the room: far more than reading all tables of a case takes. */
    static final int BUDGET = 100_000;

    private static final int PAGE = 4096;

    private final CaseMemory memory;
    private final CallCount calls = new CallCount(BUDGET);
    private final Made<ShadowTables> made;
    private final Map<Integer, Belief> beliefs = new HashMap<>();

    ShadowingRoom(ShadowMaker maker, Capabilities capabilities) {
        memory = new CaseMemory(capabilities.hostAddressWidth());
        made = Made.by(() -> maker.make(counted(), capabilities, MemoryMap.ALL, Shadowing.SECOND_STAGE));
    }

    private TableMemory counted() {
        return new TableMemory() {
            @Override
            public OptionalLong read64(Gpa at) {
                calls.count();
                return memory.read64(at);
            }

            @Override
            public Optional<Entry128> read128(Gpa at) {
                calls.count();
                return memory.read128(at);
            }
        };
    }

    @Override
    public Answer on(Stimulus stimulus) {
        if (!RoomKind.SHADOW.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room SHADOW has no step " + stimulus);
        }
        if (!(stimulus instanceof RoomCall call)) {
            return new Answer.Done();
        }
        if (call instanceof RoomCall.TrapStore store) {
            carryOut(store);
        }
        if (made.failure() != null) {
            return made.failure();
        }
        calls.open();
        Answer answer = Guard.call(() -> answer(call));
        calls.close();
        return calls.breach().<Answer>map(broken -> broken).orElse(answer);
    }

    private void carryOut(RoomCall.TrapStore store) {
        if (store.size() == 8) {
            memory.store(new Stimulus.Store64(store.at(), store.value().low()));
        } else {
            memory.store(new Stimulus.Store128(store.at(), store.value()));
        }
    }

    private Answer answer(RoomCall call) {
        ShadowTables room = made.room();
        return switch (call) {
            case RoomCall.Join c -> {
                beliefs.put(c.listener().id(), new Belief());
                yield told(() -> room.add(c.listener()));
            }
            case RoomCall.Leave c -> told(() -> {
                room.remove(c.listener());
                return List.of();
            });
            case RoomCall.ChangeUnit c -> told(() -> room.unitChanged(c.translating(), c.root(), TableMode.LEGACY, false));
            case RoomCall.CarriedOut c -> told(() -> room.invalidated(c.command()));
            case RoomCall.TrapStore c -> {
                Answer trapped = trapped(c.at().alignedTo(PAGE));
                yield trapped instanceof RoomAnswer.Trapped(boolean yes)
                        ? told(() -> yes ? room.stored(c.at(), c.size()) : List.of()) : trapped;
            }
            case RoomCall.TrappedAt c -> trapped(c.page());
            case RoomCall.ViewOf c -> beliefs.getOrDefault(c.listener(), new Belief()).of(c.page());
            default -> throw new IllegalArgumentException("no call of a shadow: " + call);
        };
    }

    private Answer trapped(Gpa page) {
        Set<Gpa> pages = made.room().trapped();
        return pages == null ? new Answer.Broken(Breach.NULL, "the set of pages is null") : new RoomAnswer.Trapped(pages.contains(page));
    }

    private Answer told(Supplier<List<Event>> call) {
        List<Event> events = call.get();
        Answer answer = ToldCodec.taken(events, calls.close());
        if (answer instanceof RoomAnswer.Told told) {
            told.events().forEach(event -> beliefs.computeIfAbsent(event.to().id(), none -> new Belief()).take(event));
        }
        return answer;
    }
}
