package io.clientgrant.simulator.management;

import io.clientgrant.simulator.wire.QueryRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Writes and reads the {@code next} of a list. It names the last id of a page, so grants may be
 * added or deleted between two pages. Like real ones, it contains {@code *}, {@code +} and {@code
 * =}, so a client that does not encode it fails. Source: Management API, list client grants.
 */
public final class PagingCheckpoints {
  private static final String PREFIX = "Fe26.2*API2_+";
  private static final String SUFFIX = "*=";
  private static final Duration LIFETIME = Duration.ofHours(24);

  private final InstantSource clock;

  public PagingCheckpoints(InstantSource clock) {
    this.clock = clock;
  }

  String after(String id) {
    var position = clock.instant().getEpochSecond() + "," + id;
    var sealed = Base64.getEncoder().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    return PREFIX + sealed + SUFFIX;
  }

  /** The id after which the next page starts. */
  String position(String next) {
    return sealed(next)
        .flatMap(this::open)
        .orElseThrow(() ->
            QueryRules.violation("Object didn't pass validation for format checkpoint", "from"));
  }

  private static Optional<String> sealed(String next) {
    return next.startsWith(PREFIX)
            && next.endsWith(SUFFIX)
            && next.length() > PREFIX.length() + SUFFIX.length()
        ? Optional.of(next.substring(PREFIX.length(), next.length() - SUFFIX.length()))
        : Optional.empty();
  }

  private Optional<String> open(String sealed) {
    try {
      var position = new String(Base64.getDecoder().decode(sealed), StandardCharsets.UTF_8);
      var comma = position.indexOf(',');
      var written = Instant.ofEpochSecond(Long.parseLong(position.substring(0, comma)));
      return clock.instant().isAfter(written.plus(LIFETIME))
          ? Optional.empty()
          : Optional.of(position.substring(comma + 1));
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }
}
