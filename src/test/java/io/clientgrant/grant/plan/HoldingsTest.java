package io.clientgrant.grant.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Digest;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of the grants of a resource that refers to another client than before. */
class HoldingsTest {
  private static final Owned A = of("a", Origin.CREATED);
  private static final Owned B = of("b", Origin.ADOPTED);
  private static final Owned C = of("c", Origin.CREATED);

  @Test
  void theGrantOfTheLastClientBecomesAFormerOne() {
    assertThat(holding(A).movedTo(client("b"))).isEqualTo(holding(new None(), A));
    assertThat(holding(B, A).movedTo(client("c"))).isEqualTo(holding(new None(), A, B));
  }

  @Test
  void aFormerGrantIsTheGrantAgainWhenItsClientComesBack() {
    assertThat(holding(new None(), A).movedTo(client("a"))).isEqualTo(holding(A));
    assertThat(holding(B, A, C).movedTo(client("a"))).isEqualTo(holding(A, C, B));
  }

  @Test
  void withTheSameClientNothingChanges() {
    assertThat(holding(A, B).movedTo(client("a"))).isEqualTo(holding(A, B));
    assertThat(Holdings.NONE.movedTo(client("a"))).isEqualTo(Holdings.NONE);
    assertThat(holding(new None(), A).movedTo(client("b"))).isEqualTo(holding(new None(), A));
  }

  /** Nobody knows yet whether there is a grant, so there is none to move. */
  @Test
  void aCreationUnderWayStays() {
    var pending = new PendingCreate(new Digest("ab".repeat(32)), Instant.EPOCH);

    assertThat(holding(pending, A).movedTo(client("a"))).isEqualTo(holding(pending, A));
  }

  @Test
  void nothingIsLostOnTheWay() {
    var all =
        holding(A)
            .movedTo(client("b"))
            .movedTo(client("c"))
            .movedTo(client("a"))
            .movedTo(client("d"));

    assertThat(all).isEqualTo(holding(new None(), A));
    assertThat(all.without(A)).isEqualTo(Holdings.NONE);
    assertThat(all.isEmpty()).isFalse();
    assertThat(all.without(A).isEmpty()).isTrue();
  }

  @Test
  void peopleNameTheGrantOrElseTheFirstFormerOne() {
    assertThat(holding(A, B).toRelease()).isEqualTo(A);
    assertThat(holding(new None(), B, C).toRelease()).isEqualTo(B);
    assertThat(Holdings.NONE.toRelease()).isEqualTo(new None());
  }

  private static Holdings holding(Ownership grant, Owned... former) {
    return new Holdings(grant, List.of(former));
  }

  private static Grantee client(String id) {
    return new Grantee.Client(id);
  }

  private static Owned of(String client, Origin origin) {
    return new Owned(
        new GrantId("cgr_" + client),
        new GrantKey("example.eu.auth0.com", client(client), "https://api", "client"),
        origin,
        Set.of());
  }
}
