package lab10;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whenever a page that was read is stored to, another picture is taken of everything, and the two are compared. */
public class TrapTables implements ShadowTables {

    private final Copies copies;
    private final Camera camera;
    private final Map<Integer, Listener> listeners = new TreeMap<>();
    private final Map<Integer, Picture> album = new TreeMap<>();
    private boolean on;
    private Gpa root = new Gpa(0);

    public TrapTables(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows) {
        copies = new Copies(memory);
        camera = new Camera(memory, copies, capabilities);
    }

    @Override
    public List<Event> add(Listener listener) {
        if (listeners.putIfAbsent(listener.id(), listener) != null) throw new IllegalArgumentException("twice: " + listener.id());
        List<Event> events = new ArrayList<>();
        Picture first = shoot(listener);
        album.put(listener.id(), first);
        events.add(new Event.ModeChanged(listener, first.mode()));
        first.leaves().values().forEach(leaf -> events.add(new Event.Mapped(listener, leaf)));
        return events;
    }

    @Override
    public void remove(Listener listener) {
        listeners.remove(listener.id());
        album.remove(listener.id());
        copies.keep(trapped());
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa newRoot, TableMode mode, boolean separateRights) {
        on = translating;
        root = newRoot;
        List<Event> events = new ArrayList<>();
        listeners.values().forEach(listener -> develop(listener, events));
        copies.keep(trapped());
        return events;
    }

    @Override
    public List<Event> stored(Gpa at, int size) {
        List<Event> events = new ArrayList<>();
        copies.stored(at, size);
        for (Listener listener : listeners.values()) {
            if (album.get(listener.id()).pages().contains(at.alignedTo(4096))) {
                develop(listener, events);
            }
        }
        copies.keep(trapped());
        return events;
    }

    /** All was said when it was stored. */
    @Override
    public List<Event> invalidated(Invalidation command) {
        return List.of();
    }

    @Override
    public Set<Gpa> trapped() {
        Set<Gpa> all = new HashSet<>();
        album.values().forEach(picture -> all.addAll(picture.pages()));
        return all;
    }

    private Picture shoot(Listener listener) {
        return on ? camera.shoot(root, listener) : new Picture(Mode.IDENTITY, new TreeMap<>(), Set.of());
    }

    private void develop(Listener to, List<Event> events) {
        Picture now = shoot(to);
        Picture old = album.put(to.id(), now);
        if (old.mode() != now.mode()) {
            old.leaves().values().forEach(leaf -> events.add(new Event.Unmapped(to, leaf.start(), leaf.size())));
            events.add(new Event.ModeChanged(to, now.mode()));
            now.leaves().values().forEach(leaf -> events.add(new Event.Mapped(to, leaf)));
            return;
        }
        List<Event> news = new ArrayList<>();
        for (Piece leaf : old.leaves().values()) {
            Piece there = now.leaves().get(leaf.start().value());
            if (leaf.equals(there)) continue;
            if (there != null && there.size() == leaf.size() && to.replaces()) {
                news.add(new Event.Replaced(to, there));
            } else {
                events.add(new Event.Unmapped(to, leaf.start(), leaf.size()));
            }
        }
        for (Piece leaf : now.leaves().values()) {
            Piece before = old.leaves().get(leaf.start().value());
            boolean kept = before != null && before.size() == leaf.size();
            if (kept && (before.equals(leaf) || to.replaces())) continue;
            news.add(new Event.Mapped(to, leaf));
        }
        events.addAll(news);
    }
}
