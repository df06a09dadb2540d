package io.clientgrant.controller.tenant.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.Auth0TenantStatus;
import io.clientgrant.api.LastToken;
import io.clientgrant.api.UsageStatus;
import io.clientgrant.auth0.LogReading.Answer.Page;
import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.auth0.api.TokenAccess;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.controller.tenant.usage.TokenReading.Declared;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the statuses show of tokens, whatever the log keeps and however slowly it is read. */
class TokenReadingTest {
  private static final TokenAccess BILLING =
      new TokenAccess("billing", "https://api.example.com/invoices");
  private static final TokenAccess REPORTS =
      new TokenAccess("reports", "https://api.example.com/invoices");
  private static final Instant OLDEST = Instant.parse("2026-03-01T06:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
  private static final Remark BEHIND = Remark.usageUnread("Behind", "The log is read too slowly.");
  private static final int WHOLE_PAGE = 100;

  private final TokenReading reading = new TokenReading(tenant(null), NOW);

  @Test
  void aDayIsShownAsSoonAsItWasRead() {
    begin(NOW);
    assertThat(reading.from(NOW)).hasValue(OLDEST);

    read(NOW, fullOf("2026-03-02T10:00:00Z"), billing(null), reports(null));

    assertThat(reading.lastToken(billing(null))).isEqualTo(day("2026-03-02"));
    assertThat(reading.lastToken(reports(null))).as("not all was read").isNull();
    assertThat(reading.from(NOW)).hasValue(Instant.parse("2026-03-02T10:00:00Z"));
  }

  @Test
  void whoWasGivenNoneIsToldWhenAllWasRead() {
    begin(NOW);
    read(NOW, all(), billing(null));

    assertThat(reading.lastToken(billing(null))).isEqualTo(none("2026-03-01T06:00:00Z"));
    assertThat(reading.lastToken(billing(none("2026-03-01T06:00:00Z"))))
        .as("written once")
        .isEqualTo(none("2026-03-01T06:00:00Z"));
  }

  @Test
  void ofANewClientGrantOnlyWhatWasReadSinceIsTold() {
    begin(NOW);
    read(NOW, all());
    var later = NOW.plus(Duration.ofHours(1));
    read(later, all(), billing(null));

    assertThat(reading.lastToken(billing(null)))
        .as("from where the log was read when the ClientGrant was there")
        .isEqualTo(none("2026-03-05T11:55:00Z"));
  }

  @Test
  void onlyALaterDayChangesAStatus() {
    begin(NOW);
    read(NOW, all("2026-03-04T23:59:59.999Z"), billing(day("2026-03-04")));
    assertThat(reading.lastToken(billing(day("2026-03-04")))).isEqualTo(day("2026-03-04"));
    assertThat(reading.lastToken(billing(day("2026-03-05")))).isEqualTo(day("2026-03-05"));

    read(NOW, all("2026-03-05T00:00:00Z"), billing(day("2026-03-04")));
    assertThat(reading.lastToken(billing(day("2026-03-04")))).isEqualTo(day("2026-03-05"));
    assertThat(reading.lastToken(billing(none("2026-03-01T06:00:00Z"))))
        .isEqualTo(day("2026-03-05"));
  }

  /** Entries appear late, so those of the last minutes are read again. */
  @Test
  void whatMayStillAppearIsReadAgain() {
    begin(NOW);
    read(NOW, all("2026-03-05T11:59:59Z"));
    assertThat(reading.from(NOW)).hasValue(NOW.minus(Duration.ofMinutes(5)));

    read(NOW, all());
    assertThat(reading.from(NOW)).as("never back").hasValue(NOW.minus(Duration.ofMinutes(5)));
  }

  @Test
  void moreTokensOfOneMomentThanAPageHoldsDoNotStopTheReading() {
    begin(NOW);
    read(NOW, fullOf("2026-03-02T10:00:00Z"));
    read(NOW, fullOf("2026-03-02T10:00:00Z"));

    assertThat(reading.from(NOW)).hasValue(Instant.parse("2026-03-02T10:00:00.001Z"));
  }

  @Test
  void whatTheLogHasLostIsAGap() {
    begin(NOW);
    read(NOW, fullOf("2026-03-02T10:00:00Z"), billing(null), reports(none("2026-03-01T06:00:00Z")));
    var later = NOW.plus(Duration.ofDays(3));
    assertThat(reading.from(later)).as("first the oldest entry is read").isEmpty();

    reading.takeOldest(all("2026-03-06T00:00:00.5Z"), later);

    assertThat(reading.from(later)).hasValue(Instant.parse("2026-03-06T00:00:00.5Z"));
    assertThat(reading.lastToken(reports(none("2026-03-01T06:00:00Z"))))
        .isEqualTo(none("2026-03-06T00:00:01Z"));
    assertThat(reading.lastToken(billing(day("2026-03-02"))))
        .as("in the gap there may have been others")
        .isEqualTo(new LastToken("2026-03-02", "2026-03-06T00:00:01Z"));
    read(later, all("2026-03-07T00:00:00Z"), billing(new LastToken("2026-03-02", "x")));
    assertThat(reading.lastToken(billing(new LastToken("2026-03-02", "x"))))
        .isEqualTo(day("2026-03-07"));
  }

  @Test
  void whatIsReadBeforeTheLogCanHaveLostItIsWithoutAGap() {
    begin(NOW);
    read(NOW, fullOf("2026-03-02T10:00:00Z"), reports(none("2026-03-01T06:00:00Z")));
    var later = NOW.plus(Duration.ofHours(27));

    assertThat(reading.from(later)).hasValue(Instant.parse("2026-03-02T10:00:00Z"));
    read(later, fullOf("2026-03-02T11:00:00Z"), reports(none("2026-03-01T06:00:00Z")));
    assertThat(reading.lastToken(reports(none("2026-03-01T06:00:00Z"))))
        .isEqualTo(none("2026-03-01T06:00:00Z"));
  }

  /** The log loses an hour in an hour, and nobody tells what. */
  @Test
  void whatMayHaveBeenLostMeanwhileMayBeAGap() {
    begin(NOW);
    var later = NOW.plus(Duration.ofMinutes(15));
    read(later, fullOf("2026-03-01T06:30:00Z"), reports(none("2026-03-01T06:00:00Z")));

    assertThat(reading.lastToken(reports(none("2026-03-01T06:00:00Z"))))
        .as("in steps, because each is written")
        .isEqualTo(none("2026-03-01T12:15:00Z"));
    read(later.plus(Duration.ofHours(1)), fullOf("2026-03-01T06:40:00Z"));
    assertThat(reading.lastToken(reports(none("2026-03-01T12:15:00Z"))))
        .isEqualTo(none("2026-03-01T12:15:00Z"));
  }

  /** It began a minute ago: that it has nothing older does not mean that it loses so much. */
  @Test
  void theLogOfANewTenantLosesNothing() {
    reading.takeOldest(all(NOW.toString()), NOW);
    var later = NOW.plus(Duration.ofHours(19));
    read(later, all(), billing(null));

    assertThat(reading.lastToken(billing(null))).isEqualTo(none(NOW.toString()));
  }

  @Test
  void aTenantThatIsReadTooSlowlySaysSo() {
    begin(NOW);
    assertThat(reading.remarks(BEHIND, NOW)).containsExactly(BEHIND);
    read(NOW, all());
    assertThat(reading.remarks(BEHIND, NOW)).isEmpty();
    assertThat(reading.remarks(BEHIND, NOW.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(reading.remarks(BEHIND, NOW.plus(Duration.ofHours(25)))).containsExactly(BEHIND);
  }

  @Test
  void whatIsRecordedIsNeverAheadOfTheStatuses() {
    begin(NOW);
    assertThat(reading.usage())
        .isEqualTo(new UsageStatus("2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z"));

    read(NOW, all("2026-03-05T00:00:00Z"), billing(null));
    assertThat(reading.usage())
        .isEqualTo(new UsageStatus("2026-03-01T06:00:00Z", "2026-03-01T06:00:00Z"));

    read(NOW, all(), billing(day("2026-03-05")));
    assertThat(reading.usage())
        .isEqualTo(new UsageStatus("2026-03-01T06:00:00Z", "2026-03-05T11:55:00Z"));

    read(NOW.plus(Duration.ofMinutes(59)), all(), billing(day("2026-03-05")));
    assertThat(reading.usage())
        .as("once an hour at most")
        .isEqualTo(new UsageStatus("2026-03-01T06:00:00Z", "2026-03-05T11:55:00Z"));
  }

  @Test
  void aRestartGoesOnFromWhatIsRecorded() {
    var usage = new UsageStatus("2026-03-01T06:00:00Z", "2026-03-05T11:00:00Z");
    var again = new TokenReading(tenant(usage), NOW);

    assertThat(again.from(NOW)).hasValue(Instant.parse("2026-03-05T11:00:00Z"));
    assertThat(again.from(NOW.plus(Duration.ofDays(1)))).as("there may be a gap").isEmpty();
    assertThat(again.lastToken(billing(null))).isNull();
    assertThat(again.lastToken(billing(day("2026-03-02")))).isEqualTo(day("2026-03-02"));
    assertThat(new TokenReading(tenant(new UsageStatus("?", "?")), NOW).from(NOW)).isEmpty();
  }

  private void begin(Instant now) {
    assertThat(reading.from(now)).isEmpty();
    reading.takeOldest(all(OLDEST.toString()), now);
  }

  private void read(Instant now, Page page, Declared... declared) {
    reading.take(page, List.of(declared), now);
  }

  /** The last of the log: tokens of {@link #BILLING} on these dates. */
  private static Page all(String... dates) {
    return new Page(Stream.of(dates).map(TokenReadingTest::token).toList(), true);
  }

  private static Page fullOf(String date) {
    return new Page(IntStream.range(0, WHOLE_PAGE).mapToObj(_ -> token(date)).toList(), false);
  }

  private static LogEvent token(String date) {
    return new LogEvent(
        "900",
        Instant.parse(date),
        "seccft",
        "",
        BILLING.clientId(),
        "",
        BILLING.audience(),
        "",
        "",
        new LogEvent.Request("", "", "", "", MissingNode.getInstance()));
  }

  private static Declared billing(@Nullable LastToken shown) {
    return new Declared("uid-1", BILLING, shown);
  }

  private static Declared reports(@Nullable LastToken shown) {
    return new Declared("uid-2", REPORTS, shown);
  }

  private static LastToken day(String day) {
    return new LastToken(day, null);
  }

  private static LastToken none(String since) {
    return new LastToken(null, since);
  }

  private static Auth0Tenant tenant(@Nullable UsageStatus usage) {
    var tenant = new Auth0Tenant();
    tenant.getMetadata().setUid("uid-of-tenant");
    tenant.setStatus(new Auth0TenantStatus(1L, null, null, usage, List.of()));
    return tenant;
  }
}
