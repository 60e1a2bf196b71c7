package iommu.emulator.machine;

import iommu.arch.seam.MappingNotifier.Wish;
import java.util.Set;

/** What whoever runs the machine hears of its listeners. */
public interface ListenerPort {

    /** Nobody hears. */
    ListenerPort SILENT = new ListenerPort() {
        @Override
        public void wishes(Set<Wish> union) {
        }

        @Override
        public void failed(ListenerFailure failure) {
        }
    };

    /** What all listeners together wish for has changed. @param union none if the last one has gone */
    void wishes(Set<Wish> union);

    /** A listener has failed, and its device is blocked. */
    void failed(ListenerFailure failure);
}
