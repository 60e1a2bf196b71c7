package iommu.grade.recorded;

import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.StagedMapping;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer.Staged;
import java.util.HexFormat;
import java.util.List;

/**
 * What a walk of scalable mode may give: a fault for its reason, or a page, or the part of it around the address that was
 * asked for; with just these words changed.
 *
 * @param whole the whole page, and every entry that was read
 */
public record WalkedShape(Staged example, Iova asked, boolean whole) implements Shape {

    static final String WORD = "walked";
    private static final String WHOLE = "whole";

    static WalkedShape read(List<String> fields) {
        return new WalkedShape((Staged) Shape.answer(fields.get(0)), new Iova(Long.parseUnsignedLong(fields.get(1), 16)),
                fields.get(2).equals(WHOLE));
    }

    @Override
    public boolean fits(Answer answer) {
        return answer instanceof Staged said && said.changed().equals(example.changed()) && switch (said.result()) {
            case Fault fault -> example.result() instanceof Fault its && its.reason() == fault.reason();
            case StagedMapping page -> example.result() instanceof StagedMapping its && (whole ? its.equals(page) : within(its, page));
        };
    }

    private boolean within(StagedMapping its, StagedMapping page) {
        return page.size() <= its.size() && page.page().equals(asked.alignedTo(page.size()))
                && page.frame().equals(its.translate(page.page())) && page.user() == its.user()
                && page.supervisor() == its.supervisor() && page.snoop() == its.snoop() && page.writable() == its.writable();
    }

    @Override
    public List<String> fields() {
        return List.of(WORD, HexFormat.of().formatHex(Shape.bytes(example)), Long.toHexString(asked.value()), whole ? WHOLE : "part");
    }
}
