package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.TableMemory;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingDriver.TablePages;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.ScalableTables;
import iommu.grade.KitCommand;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.proof.Samples;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The reference's room as a learner would have sent it, with one change of its text: compiled and driven in this JVM. */
final class PatchedReference implements AutoCloseable {

    /** @param file its name @param from a text that is there just once */
    record Change(String file, String from, String to) {
    }

    private final Lab lab;
    private final URLClassLoader loader;

    private PatchedReference(Lab lab, URLClassLoader loader) {
        this.lab = lab;
        this.loader = loader;
    }

    static PatchedReference of(Lab lab, List<Change> changes, Path scratch) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
                Files.createDirectories(scratch.resolve("classes")).toString()));
        List<Change> left = new ArrayList<>(changes);
        for (SourceFile source : Samples.reference(KitCommand.home(), List.of(lab)).labs().get(lab.number()).files()) {
            String text = source.text();
            for (Change change : changes) {
                if (source.path().equals(change.file())) {
                    if (text.split(Pattern.quote(change.from()), -1).length != 2) {
                        throw new IllegalArgumentException(change.file() + " has not once: " + change.from());
                    }
                    text = text.replace(change.from(), change.to());
                    left.remove(change);
                }
            }
            arguments.add(Files.writeString(scratch.resolve(source.path()), text).toString());
        }
        if (!left.isEmpty() || ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("not carried out, or no Java: " + changes);
        }
        return new PatchedReference(lab, new URLClassLoader(new URL[] {scratch.resolve("classes").toUri().toURL()},
                PatchedReference.class.getClassLoader()));
    }

    /** A fresh room for a run of this plan. */
    RoomDriver room(Plan plan) {
        return switch (plan.room()) {
            case WALK -> RoomDriver.walk((memory, unit) -> (PageWalk) make(memory, unit), plan.capabilities());
            case FAULTS -> RoomDriver.faults(unit -> (FaultLog) make(unit), plan.capabilities());
            case REGISTERS -> RoomDriver.registers(unit -> (RegisterFile) make(unit), plan.capabilities());
            case DRIVER -> RoomDriver.driver((unit, root, pages, batched, deviceTlbs) ->
                (MappingDriver) make(unit, root, pages, batched, deviceTlbs), plan.capabilities());
            case QUEUE -> RoomDriver.queue((memory, unit) -> (InvalidationQueue) make(memory, unit), plan.capabilities());
            case SAFETY -> RoomDriver.safety(() -> (SafetyPolicy) make());
            case INTERRUPTS -> RoomDriver.interrupts((memory, unit, capacity) -> (InterruptRemapper) make(memory, unit, capacity),
                    plan.capabilities(), plan.capacity());
            case SCALABLE -> RoomDriver.scalable((memory, unit) -> (ScalableTables) make(memory, unit), plan.capabilities());
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
            case Integer capacity -> int.class;
            case Memory writable -> Memory.class;
            default -> TableMemory.class;
        };
    }

    private Object make(Object... arguments) {
        Class<?>[] types = Stream.of(arguments).map(PatchedReference::type).toArray(Class<?>[]::new);
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
