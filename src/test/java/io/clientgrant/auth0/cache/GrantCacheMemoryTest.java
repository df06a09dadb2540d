package io.clientgrant.auth0.cache;

import static io.clientgrant.auth0.TenantFixture.key;
import static io.clientgrant.auth0.TenantFixture.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientgrant.auth0.failure.TenantException;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.plan.Observation.Found;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantCacheMemoryTest {
  private static final long MEMORY = 1_000_000;

  private final List<GrantCache> caches = new ArrayList<>();

  @Test
  void aCacheTakesAtMostAsMuchAsItLeavesFree() {
    var cache = cache();
    fill(cache);

    assertThat(cache.bytes()).isBetween(MEMORY * 2 / 5, MEMORY / 2);
  }

  @Test
  void severalFullCachesLeaveRoomForASmallOne() {
    for (var greedy = 0; greedy < 5; greedy++) {
      fill(cache());
    }
    var small = cache();
    sweep(small, grant(1, "read"), grant(2, "read"));

    assertThat(small.size()).isEqualTo(2);
    assertThat(caches.stream().mapToLong(GrantCache::bytes).sum()).isLessThan(MEMORY);
  }

  @Test
  void whatHasGoneLeavesItsRoomToTheNext() {
    var cache = cache();
    sweep(cache, grant(1, "read"), grant(2, "x".repeat(10_000)));
    cache.remove(grant(2, "read"));
    var after = cache.bytes();
    cache.remove(grant(1, "read"));

    assertThat(after).isBetween(500L, 2_000L);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void aResyncThatIsRefusedLeavesTheCacheAsItWas() {
    var cache = cache();
    sweep(cache, grant(1, "read"));
    var before = cache.bytes();
    var pass = cache.begin();
    pass.recordPage(List.of(grant(2, "read")));
    assertThatThrownBy(() -> pass.recordPage(List.of(grant(1, "x".repeat(1_000_000)))))
        .isInstanceOf(TenantException.class)
        .hasMessageContaining("give the operator more memory");
    pass.abort();

    assertThat(cache.bytes()).isEqualTo(before);
    assertThat(cache.observe(grant(1, "").key())).isEqualTo(new Found(grant(1, "read")));
    assertThat(cache.takeChangedKeys()).isEmpty();
  }

  private GrantCache cache() {
    var cache = new GrantCache(() -> MEMORY - caches.stream().mapToLong(GrantCache::bytes).sum());
    caches.add(cache);
    return cache;
  }

  /** With grants that nobody else has, until no more are taken. */
  private static void fill(GrantCache cache) {
    var pass = cache.begin();
    assertThatThrownBy(
            () -> {
              for (var number = 0; ; number++) {
                pass.recordPage(List.of(grant(number, "read")));
              }
            })
        .isInstanceOf(TenantException.class);
  }

  private static void sweep(GrantCache cache, Grant... grants) {
    var pass = cache.begin();
    pass.recordPage(List.of(grants));
    pass.finish();
    var _ = cache.takeChangedKeys();
  }

  private static Grant grant(int number, String scope) {
    return new Grant(
        new GrantId("cgr_%016d".formatted(number)),
        key("https://api.example.com/" + number),
        scope(scope),
        false);
  }
}
