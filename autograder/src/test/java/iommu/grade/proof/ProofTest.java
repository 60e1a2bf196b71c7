package iommu.grade.proof;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import org.junit.jupiter.api.Test;

/** Stubs, reference, constant rooms and visible scenarios are what the kit says of them. */
class ProofTest {

    @Test
    void everySentenceOfTheProofHolds() {
        KitCommand.Result proof = KitCommand.run("proof");
        assertThat(proof.exit()).as(proof.out() + proof.err()).isZero();
        assertThat(proof.out().lines()).hasSize(10).allMatch(line -> line.startsWith("holds  "));
    }
}
