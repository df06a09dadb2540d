package io.clientgrant.auth0.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.testing.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;

class TenantClockTest {
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";
  private static final Instant THEN = Instant.parse("2015-10-21T07:28:00Z");

  private final MovableClock steady = new MovableClock();
  private final TenantClock clock = new TenantClock(steady);

  @Test
  void beforeTheFirstAnswerTheTimeIsNotKnown() {
    assertThat(clock.time()).isEmpty();
  }

  @Test
  void anAnswerTellsTheTimeWhichTheSteadyClockCarriesOn() throws IOException {
    answer(200, DATE);
    assertThat(clock.time()).hasValue(THEN);

    steady.move(Duration.ofHours(30));
    assertThat(clock.time()).hasValue(THEN.plus(Duration.ofHours(30)));
  }

  /** A date has whole seconds. The time that is told has certainly come, and more answers help. */
  @Test
  void theTimeIsNeverLaterThanAtTheTenant() throws IOException {
    answer(200, DATE);
    steady.move(Duration.ofMillis(700));
    answer(200, "Wed, 21 Oct 2015 07:28:01 GMT"); // it was not before 07:28:00.300 at the first

    assertThat(clock.time()).hasValue(THEN.plusSeconds(1));
  }

  @Test
  void ofAnswersThatContradictEachOtherTheLastCounts() throws IOException {
    answer(200, DATE);
    answer(200, "Thu, 21 Oct 2055 07:28:00 GMT");
    assertThat(clock.time()).hasValue(Instant.parse("2055-10-21T07:28:00Z"));

    answer(200, DATE);
    assertThat(clock.time()).hasValue(THEN);
  }

  /** Something in between may have made it. */
  @Test
  void anErrorDoesNotTellTheTime() throws IOException {
    answer(502, DATE);
    answer(200, "yesterday");
    answer(200, "");

    assertThat(clock.time()).isEmpty();
  }

  private void answer(int status, String date) throws IOException {
    var http =
        new OkHttpClient.Builder()
            .addInterceptor(clock)
            .addInterceptor(chain ->
                new Response.Builder()
                    .request(chain.request())
                    .protocol(Protocol.HTTP_1_1)
                    .code(status)
                    .message("")
                    .header("date", date)
                    .body(ResponseBody.create("", null))
                    .build())
            .build();
    http.newCall(new Request.Builder().url("https://example.test").build()).execute().close();
  }
}
