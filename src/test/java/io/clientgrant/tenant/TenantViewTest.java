package io.clientgrant.tenant;

import static io.clientgrant.tenant.SimulatedTenant.key;
import static io.clientgrant.tenant.SimulatedTenant.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Observation.Absent;
import io.clientgrant.grant.Observation.Found;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantViewTest {
  private static final GrantKey A = key("https://a");
  private static final GrantKey B = key("https://b");
  private static final GrantKey C = key("https://c");
  private static final GrantKey D = key("https://d");

  private final TenantView view = new TenantView();

  @Test
  void absenceMeansNothingUntilASweepHasEnded() {
    assertThat(view.known()).isFalse();

    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of(grant(A, "read")));
    assertThat(view.known()).isFalse();

    sweep.end();
    assertThat(view.known()).isTrue();
  }

  @Test
  void theKeysThatASweepChangesAreExact() {
    sweep(grant(A, "read"), grant(B, "read"), grant(C, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of(grant(A, "read"), grant(B, "write")));
    sweep.page(List.of(grant(D, "read")));
    assertThat(sweep.missing()).containsExactly(grant(C, "read"));
    sweep.gone(grant(C, "read"));

    assertThat(sweep.end()).containsExactlyInAnyOrder(B, C, D);
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
    assertThat(view.observe(B)).isEqualTo(new Found(grant(B, "write")));
    assertThat(view.observe(C)).isEqualTo(new Absent());
    assertThat(view.observe(D)).isEqualTo(new Found(grant(D, "read")));
    assertThat(view.size()).isEqualTo(3);
  }

  @Test
  void aGrantCreatedDuringASweepStays() {
    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of());
    view.put(grant(A, "read"));

    assertThat(sweep.missing()).isEmpty();
    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
  }

  @Test
  void aGrantUpdatedDuringASweepStaysAsUpdated() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    view.put(grant(A, "write"));
    sweep.page(List.of(grant(A, "read")));

    assertThat(sweep.missing()).isEmpty();
    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "write")));
  }

  @Test
  void aGrantDeletedDuringASweepStaysGone() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    view.remove(grant(A, "read"));
    sweep.page(List.of(grant(A, "read")));

    assertThat(sweep.missing()).isEmpty();
    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Absent());
  }

  @Test
  void aGrantDeletedAndMadeAgainDuringASweepIsTheNewOne() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    view.remove(grant(A, "read"));
    view.put(another(A));
    sweep.page(List.of(grant(A, "read")));

    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aGrantThatSomebodyElseMadeInPlaceOfADeletedOneIsSeen() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    view.remove(grant(A, "read"));
    sweep.page(List.of(another(A)));

    assertThat(sweep.end()).containsExactly(A);
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aGrantThatIsStillThereAfterItWasDeletedIsSeenByTheNextSweep() {
    sweep(grant(A, "read"));
    view.remove(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of(grant(A, "read")));

    assertThat(sweep.end()).containsExactly(A);
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
  }

  @Test
  void aMissingGrantThatIsWrittenMeanwhileStays() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    assertThat(sweep.missing()).containsExactly(grant(A, "read"));
    view.put(another(A));
    sweep.gone(grant(A, "read"));

    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aMissingGrantThatIsDeletedMeanwhileIsNoChangeOfTheSweep() {
    sweep(grant(A, "read"));

    var sweep = view.sweep(Instant.EPOCH);
    assertThat(sweep.missing()).containsExactly(grant(A, "read"));
    view.remove(grant(A, "read"));
    sweep.gone(grant(A, "read"));

    assertThat(sweep.end()).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Absent());
  }

  @Test
  void aGrantThatIsRemovedTakesNoOtherWithIt() {
    view.put(another(A));

    view.remove(grant(A, "read"));

    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void whatASweepFoundBeforeItBrokeOffIsReportedByTheNext() {
    sweep(grant(A, "read"), grant(B, "read"));
    view.sweep(Instant.EPOCH)
        .page(List.of(grant(A, "write"))); // and then the second page does not come

    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of(grant(A, "write"), grant(B, "read")));

    assertThat(sweep.end()).containsExactly(A);
    assertThat(view.sweep(Instant.EPOCH).end()).isEmpty();
  }

  @Test
  void whatALookShowsIsNewsIfItIsNotAsKnown() {
    sweep(grant(A, "read"), grant(B, "read"), grant(C, "read"));
    view.found(grant(A, "read"));
    view.found(grant(B, "write"));
    view.missed(C);
    view.missed(D);

    assertThat(view.news()).containsExactlyInAnyOrder(B, C);
    assertThat(view.observe(B)).isEqualTo(new Found(grant(B, "write")));
    assertThat(view.observe(C)).isEqualTo(new Absent());
    assertThat(view.news()).isEmpty();
  }

  @Test
  void whatTheOperatorWritesIsNoNews() {
    view.put(grant(A, "read"));
    view.put(grant(A, "write"));
    view.remove(grant(A, "write"));

    assertThat(view.news()).isEmpty();
  }

  private void sweep(Grant... grants) {
    var sweep = view.sweep(Instant.EPOCH);
    sweep.page(List.of(grants));
    sweep.end();
  }

  private static Grant grant(GrantKey key, String scope) {
    var id = new GrantId("cgr_" + key.audience().substring("https://".length()));
    return new Grant(id, key, scope(scope), false);
  }

  /** A grant of the same key with another id. */
  private static Grant another(GrantKey key) {
    return new Grant(new GrantId("cgr_another"), key, scope("read"), false);
  }
}
