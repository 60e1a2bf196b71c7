package iommu.grade.judge;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.probe.AnswerCodec;
import iommu.probe.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An answer that is nearly another. */
final class ChangedAnswer {

    private static final int TRIES = 20;

    private ChangedAnswer() {
    }

    /** @return the answer itself, if no change of it is one */
    static Answer of(Answer answer, Random random) {
        Answer moved = answer instanceof RoomAnswer.Effects(List<Effect> effects) && random.nextBoolean()
                ? new RoomAnswer.Effects(moved(effects, random)) : answer;
        return random.nextInt(3) == 0 ? moved : turned(moved, random);
    }

    private static List<Effect> moved(List<Effect> effects, Random random) {
        List<Effect> changed = new ArrayList<>(effects);
        if (changed.isEmpty()) {
            return changed;
        }
        int at = random.nextInt(changed.size());
        switch (random.nextInt(3)) {
            case 0 -> changed.remove(at);
            case 1 -> changed.add(random.nextInt(changed.size() + 1), changed.get(at));
            default -> changed.add(random.nextInt(changed.size()), changed.remove(at));
        }
        return changed;
    }

    private static Answer turned(Answer answer, Random random) {
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = AnswerCodec.encode(answer);
            for (int bits = 1 + random.nextInt(3); bits > 0; bits--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                return AnswerCodec.decode(bytes);
            } catch (ProtocolException noAnswer) {
                // the next may be one
            }
        }
        return answer;
    }
}
