package iommu.board;

/** A device on bus 0: a PCI function whose BAR0 shows registers. */
interface PciDevice extends RegisterWindow {

    PciFunction function();

    /** Back to the state at power-on. */
    void reset();
}
