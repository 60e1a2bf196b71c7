package lab00;

import static iommu.arch.FaultReason.*;

import iommu.arch.*;
import iommu.arch.seam.PageWalk;
import java.util.List;

public class OneLevelWalk implements PageWalk {
	TableMemory mem;
	int bits;

	public OneLevelWalk(TableMemory memory, Capabilities capabilities) { mem = memory; bits = capabilities.hostAddressWidth(); }

	public WalkResult walk(WalkStart start, Iova address, Access access)
	{
		long a = address.value();
		// 21 bits and no more
		if (a < 0 || a >= 0x200000) return Fault.of(ADDRESS_BEYOND_WIDTH);
		long page = a - a % 4096;
		Gpa where = start.table().plus(page / 512);
		long e;
		try { e = mem.read64(where).getAsLong(); }
		catch (java.util.NoSuchElementException none) { return Fault.of(CONTEXT_INVALID); }
		boolean r = e % 2 != 0, w = e / 2 % 2 != 0;
		long frame = e & 0xFFFFFFFFFF000L;
		if ((r || w) && frame >= 1L << bits) return Fault.of(TABLE_RESERVED);
		switch (access) {
			case WRITE: if (!w) return Fault.of(WRITE_DENIED); break;
			case ATOMIC: if (!w) return Fault.of(WRITE_DENIED); // and so on
			default: if (!r) return Fault.of(READ_DENIED);
		}
		Rights rights = r && w ? Rights.RW : Rights.of(r, w);
		return new Mapping(new Iova(page), new Gpa(frame), 4096, rights, false, List.of(new WalkStep(1, where, e)));
	}
}
