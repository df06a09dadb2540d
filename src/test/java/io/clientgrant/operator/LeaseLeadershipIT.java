package io.clientgrant.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.ControlPlane;
import io.clientgrant.testing.ControlPlaneExtension;
import io.clientgrant.testing.MovableClock;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may work, and from when to when, by a clock that only the test moves. */
@ExtendWith(ControlPlaneExtension.class)
class LeaseLeadershipIT {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final MovableClock clock = new MovableClock();
  private final KubernetesClient client;
  private final Candidate one;
  private final Candidate other;

  LeaseLeadershipIT(ControlPlane controlPlane) {
    var namespace = controlPlane.newNamespace();
    client = ((NamespacedKubernetesClient) controlPlane.client()).inNamespace(namespace);
    one = new Candidate("one");
    other = new Candidate("other");
  }

  @AfterEach
  void close() {
    client.close();
  }

  /** A process that wants to lead; being told that it no longer does is only counted. */
  private final class Candidate {
    final LeaseLeadership leadership;
    int lost;

    Candidate(String identity) {
      leadership = new LeaseLeadership(client, "lease", identity, clock, () -> lost++);
    }

    void look() {
      leadership.look();
    }

    boolean leads() {
      return !leadership.isStandby();
    }

    boolean mayAct() {
      leadership.check();
      return lost == 0;
    }
  }

  @Test
  void theFirstCandidateLeadsAndTheOtherStandsBy() {
    one.look();
    other.look();
    assertThat(one.leads()).isTrue();
    assertThat(other.leads()).isFalse();
    assertThat(lease().get().getSpec().getHolderIdentity()).isEqualTo("one");
  }

  /** Else a process whose threads have died would hold its place and do nothing. */
  @Test
  void whoNeitherLooksNorEndsIsInTrouble() {
    one.look();
    other.look();
    assertThat(one.leadership.trouble()).isEmpty();
    assertThat(other.leadership.trouble()).isEmpty();

    clock.move(LeaseLeadership.MAY_ACT.plus(LeaseLeadership.LOOKS_END));
    assertThat(one.leadership.trouble())
        .contains("The Lease was lost, and the process did not end.");
    assertThat(other.leadership.trouble()).contains("The Lease is not looked at any more.");

    other.look();
    assertThat(other.leadership.trouble()).isEmpty();
  }

  @Test
  void aLeaderThatRenewsStaysTheLeader() {
    for (var second = 0; second < 60; second++) {
      one.look();
      other.look();
      clock.move(TICK);
    }
    assertThat(one.mayAct()).isTrue();
    assertThat(other.leads()).isFalse();
  }

  /** It may act no more four seconds before the other, which saw its last renewal, leads. */
  @Test
  void aLeaderThatDoesNotRenewStopsBeforeTheOtherLeads() {
    one.look();
    other.look();
    clock.move(LeaseLeadership.MAY_ACT.minus(TICK));
    assertThat(one.mayAct()).isTrue();
    clock.move(TICK);
    assertThat(one.mayAct()).isFalse();
    clock.move(LeaseLeadership.OTHERS_WAIT.minus(LeaseLeadership.MAY_ACT).minus(TICK));
    other.look();
    assertThat(other.leads()).isFalse();
    clock.move(TICK);
    other.look();
    assertThat(other.leads()).isTrue();
    assertThat(lease().get().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  /** Whoever has just come cannot know when it was renewed, and believes nobody's clock. */
  @Test
  void aNewCandidateWaitsAFullLeaseFromItsFirstLook() {
    one.look();
    clock.move(Duration.ofHours(1));
    other.look();
    clock.move(LeaseLeadership.OTHERS_WAIT.minus(TICK));
    other.look();
    assertThat(other.leads()).isFalse();
    clock.move(TICK);
    other.look();
    assertThat(other.leads()).isTrue();
  }

  @Test
  void aReleasedLeaseIsTakenAtOnce() {
    one.look();
    other.look();
    one.leadership.close();
    other.look();
    assertThat(other.leads()).isTrue();
    assertThat(one.mayAct()).isTrue(); // it ends in its own time
  }

  @Test
  void aStandbyReleasesNothing() {
    one.look();
    other.look();
    other.leadership.close();
    assertThat(lease().get().getSpec().getHolderIdentity()).isEqualTo("one");
  }

  @Test
  void aLeaderNoticesThatItsLeaseWasTaken() {
    one.look();
    lease().edit(lease -> lease.edit().editSpec().withHolderIdentity("thief").endSpec().build());
    clock.move(Duration.ofSeconds(2));
    one.look();
    assertThat(one.lost).isEqualTo(1);
    assertThat(lease().get().getSpec().getHolderIdentity()).isEqualTo("thief");
  }

  @Test
  void aLeaseThatSomebodyDeletesIsTakenOnlyWhenItsHolderHasNoticed() {
    one.look();
    other.look();
    lease().delete();
    other.look();
    assertThat(other.leads()).isFalse();
    clock.move(Duration.ofSeconds(2));
    one.look();
    assertThat(one.lost).isEqualTo(1);
    clock.move(LeaseLeadership.OTHERS_WAIT);
    other.look();
    assertThat(other.leads()).isTrue();
  }

  private Resource<Lease> lease() {
    return client.resources(Lease.class).withName("lease");
  }
}
