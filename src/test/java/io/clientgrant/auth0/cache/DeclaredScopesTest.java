package io.clientgrant.auth0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeclaredScopesTest {
  private static final String API = "https://api.example.com";
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = FIRST.plusSeconds(300);

  private final DeclaredScopes scopes = new DeclaredScopes(() -> 1_000_000);

  @Test
  void whatAnApiDoesNotDeclareIsKnownOnceItWasRead() {
    assertThat(scopes.undeclared(API, Set.of("read"))).isEmpty();
    scopes.record(API, Set.of("read"), FIRST);

    assertThat(scopes.undeclared(API, Set.of("read", "write"))).containsExactly("write");
    assertThat(scopes.undeclared("https://other", Set.of("read"))).isEmpty();
  }

  @Test
  void oneReadsAnApiAfterEachResyncAndWhatWasKnownStaysKnownMeanwhile() {
    assertThat(scopes.tryBegin(API, FIRST, FIRST)).isTrue();
    assertThat(scopes.tryBegin(API, FIRST, FIRST)).isFalse();
    scopes.record(API, Set.of(), FIRST);
    assertThat(scopes.isReadSince(API, FIRST)).isTrue();
    assertThat(scopes.isReadSince(API, SECOND)).isFalse();

    assertThat(scopes.tryBegin(API, SECOND, SECOND)).isTrue();
    assertThat(scopes.undeclared(API, Set.of("read"))).containsExactly("read");
  }

  /** Before that, what was told of it earlier may still be true. */
  @Test
  void anApiHasAnsweredWhenItsReadingHasEnded() {
    assertThat(scopes.isAnswered(API)).isFalse();
    scopes.tryBegin(API, FIRST, FIRST);
    assertThat(scopes.isAnswered(API)).isFalse();

    scopes.recordUnknown(API, FIRST);
    assertThat(scopes.isAnswered(API)).isTrue();
    scopes.tryBegin(API, SECOND, SECOND);
    assertThat(scopes.isAnswered(API)).isTrue();
  }

  @Test
  void whatCannotBeKnownAnyMoreIsForgotten() {
    scopes.record(API, Set.of(), FIRST);
    scopes.recordUnknown(API, SECOND);

    assertThat(scopes.undeclared(API, Set.of("read"))).isEmpty();
    assertThat(scopes.isRead(API)).isTrue();
  }

  @Test
  void anApiThatNobodyNamesTakesNoMemory() {
    scopes.record(API, Set.of("read"), FIRST);
    assertThat(scopes.bytes()).isPositive();

    scopes.retain(Set.of("https://other"));

    assertThat(scopes.isRead(API)).isFalse();
    assertThat(scopes.bytes()).isZero();
  }

  /** A hostile endpoint may declare as many scopes as fit into an answer, for each API. */
  @Test
  void scopesForWhichThereIsNoRoomAreNotKnown() {
    var many =
        IntStream.range(0, 10_000).mapToObj(number -> "scope" + number).collect(Collectors.toSet());
    scopes.record(API, many, FIRST);

    assertThat(scopes.undeclared(API, Set.of("read"))).isEmpty();
    assertThat(scopes.isReadSince(API, FIRST)).isTrue();
    assertThat(scopes.bytes()).isLessThan(1_000);
  }
}
