package iommu.emulator.pagerequest;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.format.PageRequestDescriptor;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§7.4.1, §7.5, §11.4.11: the page request queue")
class RequestRingTest {

    private static final long BASE = 0x7_0000;
    private static final SourceId DEVICE = new SourceId(0x1234);
    private static final Pasid PASID = new Pasid(0xA_BCDE);
    private static final Effect MESSAGE = new Effect.SendMessage(new Gpa(0xFEE0_1000L), 0x42);
    private static final PageRequest MIDDLE = request(PASID, false);
    private static final PageRequest LAST = request(PASID, true);

    private final RequestRing ring = new RequestRing();

    private static PageRequest request(Pasid pasid, boolean last) {
        return new PageRequest(DEVICE, pasid, new Iova(0x5000), true, false, false, false, last, 0x1FE);
    }

    private static Effect answered(Pasid pasid) {
        return new Effect.RespondToPageGroup(DEVICE, pasid, 0x1FE, 0);
    }

    private RequestRingTest at(int head, int tail) {
        ring.update(new PageRequestRegisters(new Gpa(BASE), 0, head, tail));
        return this;
    }

    private RequestRingTest unmasked() {
        ring.program(new EventRegisters(false, new Gpa(0xFEE0_1000L), 0x42));
        return this;
    }

    private static Gpa storedAt(List<Effect> effects) {
        return ((Effect.StorePageRequest) effects.getFirst()).at();
    }

    private static Entry256 storedBits(List<Effect> effects) {
        return ((Effect.StorePageRequest) effects.getFirst()).bits();
    }

    @Test
    void aRequestIsWrittenAtTheTailWhichMovesOn() {
        assertThat(storedAt(at(0, 0).ring.take(MIDDLE))).isEqualTo(new Gpa(BASE));
        assertThat(storedAt(ring.take(MIDDLE))).isEqualTo(new Gpa(BASE + 32));
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(2, true, false, true));
    }

    @Test
    void theRingHas128EntriesForEachOfItsPagesAndGoesRound() {
        assertThat(storedAt(at(5, 127).ring.take(MIDDLE))).isEqualTo(new Gpa(BASE + 127 * 32));
        assertThat(ring.status().tail()).isZero();
        ring.update(new PageRequestRegisters(new Gpa(BASE), 3, 5, 127));
        ring.take(MIDDLE);
        assertThat(ring.status().tail()).isEqualTo(128);
        ring.update(new PageRequestRegisters(new Gpa(BASE), 3, 5, 1023));
        ring.take(MIDDLE);
        assertThat(ring.status().tail()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, true, true, true, true, 0x003ABCDE12340101, 0x5FF7",
        "true, false, false, false, false, 0x000ABCDE12340101, 0x5FF0",
        "false, true, true, true, true, 0x12340001, 0x5FF7", "false, false, false, false, false, 0x12340001, 0x5FF0"})
    @DisplayName("§7.4.1.1: the descriptor")
    void descriptor(boolean pasid, boolean read, boolean write, boolean both, boolean last, String low, String high) {
        PageRequest request = new PageRequest(DEVICE, pasid ? PASID : Pasid.NONE, new Iova(0x5000), read, write, both, both,
                last, 0x1FE);
        assertThat(storedBits(at(0, 0).ring.take(request))).isEqualTo(
                new Entry256(new Entry128(Long.decode(low), Long.decode(high)), new Entry128(0, 0)));
    }

    @Test
    void everyFieldOfADescriptorReadsBack() {
        PageRequest request = new PageRequest(DEVICE, PASID, new Iova(0xFFFF_FFFF_FFFF_F000L), false, true, false, true, true,
                0x155);
        PageRequestDescriptor read = new PageRequestDescriptor(storedBits(at(0, 0).ring.take(request)));
        assertThat(read.type()).isEqualTo(PageRequestDescriptor.TYPE);
        assertThat(new PageRequest(new SourceId(read.requesterId()), new Pasid(read.pasid()), read.address(), read.read(),
                read.write(), read.execute(), read.supervisor(), read.last(), read.group())).isEqualTo(request);
        assertThat(read.pasidPresent()).isTrue();
    }

    @Test
    void theLowestBitsOfTheAddressAreNoneOfIt() {
        PageRequest odd = new PageRequest(DEVICE, PASID, new Iova(0x5FFF), false, false, false, false, false, 0);
        assertThat(storedBits(at(0, 0).ring.take(odd)).low().high()).isEqualTo(0x5000);
    }

    @Test
    @DisplayName("§7.5: the first request sends the event, behind the descriptor; the next ones do not")
    void event() {
        assertThat(unmasked().at(0, 0).ring.take(MIDDLE)).hasSize(2).last().isEqualTo(MESSAGE);
        assertThat(ring.take(LAST)).hasSize(1);
        ring.clear(true, false);
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(2, false, false, false));
        assertThat(ring.take(MIDDLE)).last().isEqualTo(MESSAGE);
    }

    @Test
    void aMaskedEventIsHeldBackUntilItIsUnmasked() {
        at(0, 0).ring.take(MIDDLE);
        assertThat(ring.status().eventPending()).isTrue();
        assertThat(ring.program(new EventRegisters(false, new Gpa(0xFEE0_1000L), 0x42))).containsExactly(MESSAGE);
        assertThat(ring.status().eventPending()).isFalse();
    }

    @Test
    void anEventHeldBackIsGoneWhenBothBitsAre() {
        at(1, 127).ring.take(MIDDLE);
        ring.take(MIDDLE);
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(0, true, true, true));
        ring.clear(true, false);
        assertThat(ring.status().eventPending()).isTrue();
        ring.clear(false, true);
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(0, false, false, false));
        assertThat(unmasked().ring.program(new EventRegisters(false, new Gpa(0), 0))).isEmpty();
    }

    @Test
    @DisplayName("Table 31: in a full queue a request is dropped; the last of a group is answered with success")
    void full() {
        assertThat(at(1, 0).ring.take(MIDDLE)).isEmpty();
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(0, false, true, true));
        ring.clear(false, true);
        assertThat(ring.take(LAST)).containsExactly(answered(PASID));
        assertThat(ring.status().tail()).isZero();
    }

    @Test
    void anAnswerInSoftwaresPlaceCarriesAPasidOnlyIfTheRequestDid() {
        assertThat(at(1, 0).ring.take(request(Pasid.NONE, true))).containsExactly(answered(Pasid.NONE));
    }

    @Test
    @DisplayName("§7.5: an overflow raises the event too, if nothing was there to service")
    void overflowEvent() {
        assertThat(unmasked().at(1, 0).ring.take(LAST)).containsExactly(MESSAGE, answered(PASID));
        ring.clear(false, true);
        at(2, 0).ring.take(LAST);
        assertThat(ring.take(LAST)).as("PPR is set already").containsExactly(answered(PASID));
    }

    @Test
    @DisplayName("§7.4.1, Table 31: while PRO is set everything is dropped, though there is room again")
    void overflow() {
        at(1, 0).ring.take(MIDDLE);
        at(10, 0);
        assertThat(ring.take(MIDDLE)).isEmpty();
        assertThat(ring.take(LAST)).containsExactly(answered(PASID));
        ring.clear(true, false);
        assertThat(ring.take(MIDDLE)).as("PPR is another matter").isEmpty();
        ring.clear(false, true);
        assertThat(storedAt(ring.take(MIDDLE))).isEqualTo(new Gpa(BASE));
    }

    @Test
    void allEntriesButOneCanBeUsed() {
        at(0, 0);
        for (int i = 0; i < 127; i++) {
            assertThat(storedAt(ring.take(MIDDLE))).isEqualTo(new Gpa(BASE + 32 * i));
        }
        assertThat(ring.take(MIDDLE)).isEmpty();
        assertThat(ring.status()).isEqualTo(new PageRequestStatus(127, true, true, true));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whateverHappensADescriptorGoesIntoTheRingOrNowhere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PageRequestRegisters now = new PageRequestRegisters(new Gpa(BASE), 0, 0, 0);
        ring.update(now);
        int stored = 0;
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    now = new PageRequestRegisters(new Gpa(BASE), random.nextInt(8), random.nextInt(1 << 14),
                            random.nextInt(1 << 14));
                    ring.update(now);
                }
                case 1 -> ring.clear(random.nextBoolean(), random.nextBoolean());
                case 2 -> ring.program(new EventRegisters(random.nextBoolean(), new Gpa(0), 0));
                default -> {
                    int before = ring.status().tail();
                    boolean lost = ring.status().overflow();
                    List<Effect> effects = ring.take(random.nextBoolean() ? MIDDLE : LAST);
                    if (!effects.isEmpty() && effects.getFirst() instanceof Effect.StorePageRequest store) {
                        stored++;
                        assertThat(lost).as("seed %s step %s", seed, step).isFalse();
                        assertThat(store.at()).as("seed %s step %s", seed, step).isEqualTo(new Gpa(BASE + 32L * before));
                    }
                    assertThat(ring.status().tail()).as("seed %s step %s", seed, step).isBetween(0, (128 << now.size()) - 1);
                }
            }
        }
        assertThat(stored).as("seed %s", seed).isPositive();
    }
}
