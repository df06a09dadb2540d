package io.clientgrant.auth0.cache;

import static io.clientgrant.auth0.TenantFixture.key;
import static io.clientgrant.auth0.TenantFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.plan.Observation.Absent;
import io.clientgrant.grant.plan.Observation.Found;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantCacheTest {
  private static final GrantKey A = key("https://a");
  private static final GrantKey B = key("https://b");
  private static final GrantKey C = key("https://c");
  private static final GrantKey D = key("https://d");

  private final GrantCache view = new GrantCache(() -> Long.MAX_VALUE / 2);

  @Test
  void aResyncReportsExactlyTheKeysThatChanged() {
    resync(grant(A, "read"), grant(B, "read"), grant(C, "read"));

    var resync = view.begin();
    resync.recordPage(List.of(grant(A, "read"), grant(B, "write")));
    resync.recordPage(List.of(grant(D, "read")));
    assertThat(resync.missing()).containsExactly(grant(C, "read"));
    resync.recordGone(grant(C, "read"));

    assertThat(finish(resync)).containsExactlyInAnyOrder(B, C, D);
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
    assertThat(view.observe(B)).isEqualTo(new Found(grant(B, "write")));
    assertThat(view.observe(C)).isEqualTo(new Absent());
    assertThat(view.observe(D)).isEqualTo(new Found(grant(D, "read")));
    assertThat(view.size()).isEqualTo(3);
  }

  @Test
  void aResyncThatBreaksOffLeavesNothingBehind() {
    var resync = view.begin();
    resync.recordPage(List.of(grant(A, "read")));
    resync.abort();

    assertThat(view.size()).isZero();
    assertThat(view.takeChangedKeys()).isEmpty();
  }

  @Test
  void aGrantCreatedDuringAResyncStays() {
    var resync = view.begin();
    resync.recordPage(List.of());
    view.put(grant(A, "read"));

    assertThat(resync.missing()).isEmpty();
    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
  }

  @Test
  void aGrantUpdatedDuringAResyncStaysAsUpdated() {
    resync(grant(A, "read"));

    var resync = view.begin();
    view.put(grant(A, "write"));
    resync.recordPage(List.of(grant(A, "read")));

    assertThat(resync.missing()).isEmpty();
    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "write")));
  }

  @Test
  void aGrantDeletedDuringAResyncStaysGone() {
    resync(grant(A, "read"));

    var resync = view.begin();
    view.remove(grant(A, "read"));
    resync.recordPage(List.of(grant(A, "read")));

    assertThat(resync.missing()).isEmpty();
    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Absent());
  }

  @Test
  void aGrantDeletedAndCreatedAgainDuringAResyncIsTheNewOne() {
    resync(grant(A, "read"));

    var resync = view.begin();
    view.remove(grant(A, "read"));
    view.put(another(A));
    resync.recordPage(List.of(grant(A, "read")));

    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aGrantThatOthersCreateInPlaceOfADeletedOneIsSeen() {
    resync(grant(A, "read"));

    var resync = view.begin();
    view.remove(grant(A, "read"));
    resync.recordPage(List.of(another(A)));

    assertThat(finish(resync)).containsExactly(A);
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aGrantThatIsStillThereAfterItWasDeletedIsSeenByTheNextResync() {
    resync(grant(A, "read"));
    view.remove(grant(A, "read"));

    var resync = view.begin();
    resync.recordPage(List.of(grant(A, "read")));

    assertThat(finish(resync)).containsExactly(A);
    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "read")));
  }

  @Test
  void aMissingGrantThatIsWrittenMeanwhileStays() {
    resync(grant(A, "read"));

    var resync = view.begin();
    assertThat(resync.missing()).containsExactly(grant(A, "read"));
    view.put(another(A));
    resync.recordGone(grant(A, "read"));

    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void aMissingGrantThatIsDeletedMeanwhileIsNotReportedByTheResync() {
    resync(grant(A, "read"));

    var resync = view.begin();
    assertThat(resync.missing()).containsExactly(grant(A, "read"));
    view.remove(grant(A, "read"));
    resync.recordGone(grant(A, "read"));

    assertThat(finish(resync)).isEmpty();
    assertThat(view.observe(A)).isEqualTo(new Absent());
  }

  @Test
  void removingAGrantKeepsAnotherOfTheSameKey() {
    view.put(another(A));

    view.remove(grant(A, "read"));

    assertThat(view.observe(A)).isEqualTo(new Found(another(A)));
  }

  @Test
  void changesFoundByAnInterruptedResyncAreReportedByTheNext() {
    resync(grant(A, "read"), grant(B, "read"));
    var broken = view.begin();
    broken.recordPage(List.of(grant(A, "write"))); // and then the second page does not come
    broken.abort();

    var resync = view.begin();
    resync.recordPage(List.of(grant(A, "write"), grant(B, "read")));

    assertThat(finish(resync)).containsExactly(A);
    assertThat(finish(view.begin())).isEmpty();
  }

  @Test
  void aLookupReportsAGrantThatDiffersFromTheCache() {
    resync(grant(A, "read"), grant(B, "read"), grant(C, "read"));
    view.lookUp(A).found(grant(A, "read"));
    view.lookUp(B).found(grant(B, "write"));
    view.lookUp(C).foundNothing();
    view.lookUp(D).foundNothing();

    assertThat(view.takeChangedKeys()).containsExactlyInAnyOrder(B, C);
    assertThat(view.observe(B)).isEqualTo(new Found(grant(B, "write")));
    assertThat(view.observe(C)).isEqualTo(new Absent());
    assertThat(view.takeChangedKeys()).isEmpty();
  }

  @Test
  void whatIsWrittenDuringALookupIsNewerThanItsAnswer() {
    resync(grant(A, "read"), grant(C, "read"));
    var ofChanged = view.lookUp(A);
    var ofCreated = view.lookUp(B);
    var ofDeleted = view.lookUp(C);
    view.put(grant(A, "write"));
    view.put(grant(B, "read"));
    view.remove(grant(C, "read"));

    ofChanged.found(grant(A, "read"));
    ofCreated.foundNothing();
    ofDeleted.found(grant(C, "read"));

    assertThat(view.observe(A)).isEqualTo(new Found(grant(A, "write")));
    assertThat(view.observe(B)).isEqualTo(new Found(grant(B, "read")));
    assertThat(view.observe(C)).isEqualTo(new Absent());
    assertThat(view.takeChangedKeys()).isEmpty();
  }

  @Test
  void theOperatorsOwnWritesAreNotReported() {
    view.put(grant(A, "read"));
    view.put(grant(A, "write"));
    view.remove(grant(A, "write"));

    assertThat(view.takeChangedKeys()).isEmpty();
  }

  private void resync(Grant... grants) {
    var resync = view.begin();
    resync.recordPage(List.of(grants));
    var _ = finish(resync);
  }

  /** Returns what others have changed. */
  private Set<GrantKey> finish(GrantCache.ResyncPass resync) {
    resync.finish();
    return view.takeChangedKeys();
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
