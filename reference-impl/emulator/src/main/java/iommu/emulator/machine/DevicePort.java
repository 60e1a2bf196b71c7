package iommu.emulator.machine;

import iommu.arch.Effect;

/** How the unit's messages reach devices: device-TLB invalidations and page group responses (§4.3, §7.6.1). */
public interface DevicePort {

    /** Devices that keep no translations, and say at once that they have dropped them. */
    DevicePort PROMPT = new DevicePort() {
        @Override
        public boolean invalidate(Effect.InvalidateDeviceTlb request) {
            return true;
        }

        @Override
        public boolean invalidate(Effect.InvalidatePasidDeviceTlb request) {
            return true;
        }

        @Override
        public void respond(Effect.RespondToPageGroup response) {
        }
    };

    /** @return whether the device has dropped the translations already; else it says so later, by the request's tag */
    boolean invalidate(Effect.InvalidateDeviceTlb request);

    /** @return as above */
    boolean invalidate(Effect.InvalidatePasidDeviceTlb request);

    void respond(Effect.RespondToPageGroup response);
}
