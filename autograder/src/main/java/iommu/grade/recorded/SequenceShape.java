package iommu.grade.recorded;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Effects in this order. @param places for each of them the shapes that it may have, alone in an answer; none is empty */
public record SequenceShape(List<List<Shape.Bits>> places) implements Shape {

    static final String WORD = "sequence";
    private static final String NEXT = "then";

    public SequenceShape {
        places = places.stream().map(List::copyOf).toList();
    }

    static SequenceShape read(List<String> fields) {
        List<List<Bits>> places = new ArrayList<>();
        for (int i = 0; i < fields.size();) {
            if (fields.get(i).equals(NEXT)) {
                places.add(new ArrayList<>());
                i++;
            } else {
                places.getLast().add(Bits.read(fields.subList(i, i + 2)));
                i += 2;
            }
        }
        return new SequenceShape(places);
    }

    @Override
    public boolean fits(Answer answer) {
        if (!(answer instanceof RoomAnswer.Effects(List<Effect> effects)) || effects.size() != places.size()) {
            return false;
        }
        for (int i = 0; i < effects.size(); i++) {
            Answer alone = new RoomAnswer.Effects(List.of(effects.get(i)));
            if (places.get(i).stream().noneMatch(shape -> shape.fits(alone))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Answer example() {
        return new RoomAnswer.Effects(places.stream().map(place -> ((RoomAnswer.Effects) place.getFirst().example()).effects().getFirst()).toList());
    }

    @Override
    public List<String> fields() {
        List<String> fields = new ArrayList<>(List.of(WORD));
        for (List<Bits> place : places) {
            fields.add(NEXT);
            for (Bits shape : place) {
                fields.add(HexFormat.of().formatHex(shape.value()));
                fields.add(HexFormat.of().formatHex(shape.mask()));
            }
        }
        return fields;
    }
}
