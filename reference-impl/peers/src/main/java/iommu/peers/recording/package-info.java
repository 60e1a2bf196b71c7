/**
 * Recordings of real guests driving a unit, replayed on the reference: what the guest stored, wrote and submitted goes
 * in, and what the recorded unit answered is compared with what the reference answers.
 */
package iommu.peers.recording;
