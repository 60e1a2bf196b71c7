package iommu.probe;

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
import iommu.arch.seam.TranslationCache;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The classes of one lab, read once, before any of them runs; every case gets a loader, and so statics, of its own.
 *
 * <p>Where no class has a static that could remember anything, a fresh loader can't be told from a used one, and the
 * cases share one: to link the same classes anew costs more than most cases do. A quick look shares one also where the
 * statics are final, and could remember only in an array or an enum that a room writes to.
 */
final class LearnerClasses {

    private static final String ENDING = ".class";

    private final Map<String, byte[]> code = new HashMap<>();
    private final boolean forgetful;
    private final boolean steady;
    private CaseLoader shared;

    LearnerClasses(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
                if (name.endsWith(ENDING)) {
                    code.put(name.substring(0, name.length() - ENDING.length()), Files.readAllBytes(file));
                }
            }
        }
        forgetful = staticsAre(LearnerClasses::isConstant);
        steady = staticsAre(type -> isConstant(type) || type.isEnum()
                || type.isArray() && type.getComponentType().isPrimitive());
    }

    /** A number or a string. */
    private static boolean isConstant(Class<?> type) {
        return type.isPrimitive() || type == String.class;
    }

    /** Whether every static of every class is final and of such a type, or the compiler's own. Runs nothing. */
    private boolean staticsAre(Predicate<Class<?>> ofType) {
        CaseLoader scout = new CaseLoader();
        try {
            for (String name : code.keySet()) {
                for (Field field : Class.forName(name, false, scout).getDeclaredFields()) {
                    boolean fixed = Modifier.isFinal(field.getModifiers()) && ofType.test(field.getType());
                    if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !fixed) {
                        return false;
                    }
                }
            }
            return true;
        } catch (ClassNotFoundException | LinkageError unclear) {
            return false;
        }
    }

    /** Something broke: whatever state that left behind, the next case begins without it. */
    void forget() {
        shared = null;
    }

    private CaseLoader loader(boolean quick) {
        if (!forgetful && !(quick && steady)) {
            return new CaseLoader();
        }
        if (shared == null) {
            shared = new CaseLoader();
        }
        return shared;
    }

    /** Begins a case: a new room of the named class, driven. @param neighbours answers for the rooms beside it */
    RoomDriver room(RoomKind kind, String entryClass, Order.Start start, NeighbourPort neighbours) {
        CaseLoader loader = loader(start.quick());
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
        };
    }

    /** Asks its parent first, so that no class of the kit or the JDK can be replaced. */
    private final class CaseLoader extends ClassLoader implements OwnRooms.Maker {

        CaseLoader() {
            super("learner", LearnerClasses.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = code.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
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
