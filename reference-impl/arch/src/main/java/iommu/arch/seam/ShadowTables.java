package iommu.arch.seam;

import iommu.arch.Gpa;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import java.util.List;
import java.util.Set;

/**
 * Room 10, {@code shadow}: follows the guest's tables by trapping its stores, for units whose guest announces nothing of
 * what was not present (§6.1). Its listeners are told what room 08 would tell them, in the same order and form.
 *
 * <p>What becomes present is told at the store that makes it so; a change of what was present at the store or at the
 * invalidation. Stores come one by one: a 16-byte entry that is written in two is judged after each.
 *
 * <p>A guest can make more of its tables than a room can hold. Then the room lets the listener go and throws, with what
 * everybody else must be told; it never goes on with a listener that it no longer keeps true.
 */
public interface ShadowTables {

    /** Takes a listener with the wish MAP in. @return the mode, and every live mapping */
    List<Event> add(Listener listener);

    /** Lets a listener go; it is told nothing more. */
    void remove(Listener listener);

    /**
     * The root pointer, the translation enable or the table mode has changed, or the unit was reset.
     *
     * @param root           the root table; meaningless if not {@code translating}, as is what follows
     * @param separateRights RTADDR.SSIRWE: second-stage rights are in IR and IW (§11.4.5)
     */
    List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights);

    /**
     * These bytes of a trapped page have just been stored to: by the guest's processor, or by the unit itself.
     *
     * @param at   a multiple of {@code size}
     * @param size in bytes: 4, 8 or 16
     */
    List<Event> stored(Gpa at, int size);

    /** The invalidation has just been carried out in the unit's own caches. */
    List<Event> invalidated(Invalidation command);

    /**
     * The 4 KiB pages whose stores must be trapped from now on: all that a walk for some listener would read now. A page
     * that no table leads to any more, nor any entry that may still be cached, is data again and not among them.
     */
    Set<Gpa> trapped();
}
