package io.clientgrant.controller.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.auth0.failure.Failure;
import io.clientgrant.auth0.failure.Failure.NotFound;
import io.clientgrant.auth0.failure.Failure.UndefinedScopes;
import io.clientgrant.controller.status.ReadyState.Phase;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadyStateTest {
  static Stream<Failure> missing() {
    return Stream.of(new NotFound("No such API."), new UndefinedScopes("No such scope."));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void whatIsMissingMayStillAppearForSomeMinutes(Failure failure) {
    assertThat(ReadyState.failed(failure, 0).phase()).isEqualTo(Phase.RECONCILING);
    assertThat(ReadyState.failed(failure, 9).phase()).isEqualTo(Phase.RECONCILING);
    assertThat(ReadyState.failed(failure, 10).phase()).isEqualTo(Phase.STALLED);
    assertThat(ReadyState.failed(failure, 1_000).phase()).isEqualTo(Phase.STALLED);
  }

  @ParameterizedTest
  @MethodSource("missing")
  void theSentenceStaysTheSameSoThatARetryWritesNothing(Failure failure) {
    assertThat(ReadyState.failed(failure, 0)).isEqualTo(ReadyState.failed(failure, 9));
  }
}
