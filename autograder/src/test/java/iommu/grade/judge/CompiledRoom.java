package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.TablePages;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.arch.seam.UnitPort;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.probe.NeighbourPort;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A learner's whole submission for one lab, compiled and driven in this JVM. */
final class CompiledRoom implements AutoCloseable {

    private final Lab lab;
    private final URLClassLoader loader;

    private CompiledRoom(Lab lab, URLClassLoader loader) {
        this.lab = lab;
        this.loader = loader;
    }

    static CompiledRoom of(Lab lab, LabSources sources, Path scratch) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
                Files.createDirectories(scratch.resolve("classes")).toString()));
        for (SourceFile source : sources.files()) {
            String name = source.path().substring(source.path().lastIndexOf('/') + 1);
            arguments.add(Files.writeString(scratch.resolve(name), source.text()).toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("no Java: " + sources.files());
        }
        return new CompiledRoom(lab, new URLClassLoader(new URL[] {scratch.resolve("classes").toUri().toURL()},
                CompiledRoom.class.getClassLoader()));
    }

    /** A fresh room for a run of this plan. */
    RoomDriver room(Plan plan, Optional<NeighbourPort> neighbours) {
        return switch (plan.room()) {
            case WALK -> RoomDriver.walk((memory, unit) -> (PageWalk) make(memory, unit), plan.capabilities());
            case FAULTS -> RoomDriver.faults(unit -> (FaultLog) make(unit), plan.capabilities());
            case REGISTERS -> RoomDriver.registers(unit -> (RegisterFile) make(unit), plan.capabilities());
            case DRIVER -> RoomDriver.driver((unit, root, pages, batched, deviceTlbs) ->
                (MappingDriver) make(unit, root, pages, batched, deviceTlbs), plan.capabilities());
            case QUEUE -> RoomDriver.queue((memory, unit) -> (InvalidationQueue) make(memory, unit), plan.capabilities());
            case SAFETY -> RoomDriver.safety(() -> (SafetyPolicy) make());
            case SHADOW -> RoomDriver.shadow((memory, unit, map, follows) -> (ShadowTables) make(memory, unit, map, follows), plan.capabilities());
            case NOTIFIER -> RoomDriver.notifier((contexts, walk, memory) -> (MappingNotifier) make(contexts, walk, memory), plan.capabilities());
            case UNIT -> RoomDriver.unit((rooms, outside, unit) -> (UnitPort) make(rooms, outside, unit), plan.capabilities(),
                    neighbours.orElseThrow());
            default -> throw new IllegalArgumentException("no mistakes are made in the room " + plan.room());
        };
    }

    private static Class<?> type(Object argument) {
        return switch (argument) {
            case Capabilities unit -> Capabilities.class;
            case Gpa root -> Gpa.class;
            case TablePages pages -> TablePages.class;
            case Boolean batched -> boolean.class;
            case Set<?> devices -> Set.class;
            case ContextLookup contexts -> ContextLookup.class;
            case PageWalk walk -> PageWalk.class;
            case MemoryMap map -> MemoryMap.class;
            case Shadowing follows -> Shadowing.class;
            case UnitPort.Rooms rooms -> UnitPort.Rooms.class;
            case UnitPort.Outside outside -> UnitPort.Outside.class;
            default -> TableMemory.class;
        };
    }

    private Object make(Object... arguments) {
        Class<?>[] types = Stream.of(arguments).map(CompiledRoom::type).toArray(Class<?>[]::new);
        try {
            return loader.loadClass(lab.packageName() + "." + lab.entry()).getConstructor(types).newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
