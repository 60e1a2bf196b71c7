package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InterruptRemapper;
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
import iommu.arch.seam.ScalableTables;
import iommu.arch.seam.TranslationCache;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The classes of one lab, read once, before any of them runs; every case begins with statics as they were when their class
 * was new.
 *
 * <p>Where all the statics still are what they were, a used loader can't be told from a fresh one, and the next case gets
 * the same: to link the same classes anew costs more than most cases do.
 */
final class LearnerClasses {

    private static final String ENDING = ".class";

    private final Map<String, byte[]> code = new HashMap<>();
    private final Map<String, Optional<List<Object>>> untouched = new HashMap<>();
    private CaseLoader fresh;
    private CaseLoader used;

    LearnerClasses(Path folder) throws IOException {
        read(folder, "");
    }

    /** @param packages that the folder stands for, each with a dot behind it */
    private void read(Path folder, String packages) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = packages + file.getFileName();
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    read(file, name + ".");
                } else if (name.endsWith(ENDING)) {
                    code.put(name.substring(0, name.length() - ENDING.length()), Files.readAllBytes(file));
                }
            }
        }
    }

    /** Something broke: whatever state that left behind, the next case begins without it. */
    void forget() {
        used = null;
    }

    private CaseLoader loader() {
        if (used == null || !used.isUntouched()) {
            used = new CaseLoader();
        }
        return used;
    }

    /** What the statics of a class hold that no case has used; empty if that can't be told. */
    private Optional<List<Object>> untouched(String name) {
        return untouched.computeIfAbsent(name, any -> {
            try {
                fresh = fresh == null ? new CaseLoader() : fresh;
                return Statics.content(Statics.changeable(Class.forName(name, false, fresh)), fresh);
            } catch (ClassNotFoundException | LinkageError unclear) {
                return Optional.empty();
            }
        });
    }

    /** Begins a case: a new room of the named class, driven. @param neighbours answers for the rooms beside it */
    RoomDriver room(RoomKind kind, String entryClass, Order.Start start, NeighbourPort neighbours) {
        CaseLoader loader = loader();
        return switch (kind) {
            case CONTEXT -> RoomDriver.context((memory, capabilities) -> loader.make(ContextLookup.class, entryClass,
                    new Class<?>[] {TableMemory.class, Capabilities.class}, memory, capabilities), start.capabilities());
            case WALK -> RoomDriver.walk((memory, capabilities) -> loader.make(PageWalk.class, entryClass,
                    new Class<?>[] {TableMemory.class, Capabilities.class}, memory, capabilities), start.capabilities());
            case IOTLB -> RoomDriver.cache((capabilities, capacity) -> loader.make(TranslationCache.class, entryClass,
                    new Class<?>[] {Capabilities.class, int.class}, capabilities, capacity), start.capabilities(),
                    start.capacity());
            case FAULTS -> RoomDriver.faults(capabilities -> loader.make(FaultLog.class, entryClass,
                    new Class<?>[] {Capabilities.class}, capabilities), start.capabilities());
            case REGISTERS -> RoomDriver.registers(capabilities -> loader.make(RegisterFile.class, entryClass,
                    new Class<?>[] {Capabilities.class}, capabilities), start.capabilities());
            case DRIVER -> RoomDriver.driver((capabilities, root, pages, batched, deviceTlbs) -> loader.make(MappingDriver.class,
                    entryClass, new Class<?>[] {Capabilities.class, Gpa.class, TablePages.class, boolean.class, Set.class},
                    capabilities, root, pages, batched, deviceTlbs), start.capabilities());
            case QUEUE -> RoomDriver.queue((memory, capabilities) -> loader.make(InvalidationQueue.class, entryClass,
                    new Class<?>[] {TableMemory.class, Capabilities.class}, memory, capabilities), start.capabilities());
            case SAFETY -> RoomDriver.safety(() -> loader.make(SafetyPolicy.class, entryClass, new Class<?>[0]));
            case SHADOW -> RoomDriver.shadow((memory, capabilities, map, follows) -> loader.make(ShadowTables.class, entryClass,
                    new Class<?>[] {TableMemory.class, Capabilities.class, MemoryMap.class, Shadowing.class}, memory, capabilities, map,
                    follows), start.capabilities());
            case NOTIFIER -> RoomDriver.notifier((contexts, walk, memory) -> loader.make(MappingNotifier.class, entryClass,
                    new Class<?>[] {ContextLookup.class, PageWalk.class, MemoryMap.class}, contexts, walk, memory), start.capabilities());
            case UNIT -> new OwnRooms(start).unit(entryClass.split(","), loader, neighbours);
            case INTERRUPTS -> RoomDriver.interrupts((memory, capabilities, capacity) -> loader.make(InterruptRemapper.class,
                    entryClass, new Class<?>[] {Memory.class, Capabilities.class, int.class}, memory, capabilities, capacity),
                    start.capabilities(), start.capacity());
            case SCALABLE -> RoomDriver.scalable((memory, capabilities) -> loader.make(ScalableTables.class, entryClass,
                    new Class<?>[] {Memory.class, Capabilities.class}, memory, capabilities), start.capabilities());
        };
    }

    /** Asks its parent first, so that no class of the kit or the JDK can be replaced. */
    private final class CaseLoader extends ClassLoader implements OwnRooms.Maker {

        private final List<Class<?>> loaded = new CopyOnWriteArrayList<>();
        private final Map<Class<?>, List<Field>> statics = new HashMap<>();

        CaseLoader() {
            super("learner", LearnerClasses.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = code.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            Class<?> type = defineClass(name, bytes, 0, bytes.length);
            loaded.add(type);
            return type;
        }

        /** Whether every static of the classes that were of use so far is what it is in a class that was not. */
        boolean isUntouched() {
            for (Class<?> type : List.copyOf(loaded)) {
                List<Field> fields = statics.computeIfAbsent(type, Statics::changeable);
                if (!fields.isEmpty()) {
                    Optional<List<Object>> now = Statics.content(fields, this);
                    if (now.isEmpty() || !now.equals(untouched(type.getName()))) {
                        return false;
                    }
                }
            }
            return true;
        }

        @Override
        public <R> R make(Class<R> seam, String entryClass, Class<?>[] parameters, Object... arguments) {
            try {
                Class<?> entry = Class.forName(entryClass, true, this);
                return seam.cast(entry.getConstructor(parameters).newInstance(arguments));
            } catch (ReflectiveOperationException e) {
                throw new NoRoomException(e);
            }
        }
    }
}
