package iommu.grade.handout.unit;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultInstantiatorStrategy;
import iommu.probe.CaseMemory;
import java.nio.ByteBuffer;
import org.objenesis.strategy.StdInstantiatorStrategy;

/** Looks into rooms: whether two of them are in the same state, and what another one in that state would do. */
final class RoomStates {

    static {
        System.setProperty("kryo.unsafe", "false"); // nothing here is so large that it would matter, and JDKs complain of it
    }

    private final Kryo writer = kryo(false); // equal is equal, shared or not
    private final Kryo copier = kryo(true);
    private final Output out = new Output(1024, -1);
    private CaseMemory memory;

    private Kryo kryo(boolean references) {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(false);
        kryo.setReferences(references);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        kryo.addDefaultSerializer(CaseMemory.class, new OneMemory());
        Values.addTo(kryo);
        return kryo;
    }

    /** Equal for rooms in the same state; memory is no part of it. */
    ByteBuffer of(Object room) {
        out.reset();
        writer.writeClassAndObject(out, room);
        return ByteBuffer.wrap(out.toBytes());
    }

    /** A room in the same state, which reads this memory. */
    <T> T copy(T room, CaseMemory of) {
        memory = of;
        return copier.copy(room);
    }

    /** Memory is what the copier says. */
    private final class OneMemory extends Values.Written<CaseMemory> {

        @Override
        public void write(Kryo writer, Output output, CaseMemory object) {
            output.writeByte(0);
        }

        @Override
        public CaseMemory copy(Kryo copier, CaseMemory original) {
            return memory;
        }
    }
}
