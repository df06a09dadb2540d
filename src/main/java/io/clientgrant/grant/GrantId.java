package io.clientgrant.grant;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a grant, checked before it can become part of a path: an id from a status may be
 * forged, and one such as {@code ..} would address something else.
 *
 * @param value the id, such as {@code cgr_0123456789abcdef}
 */
public record GrantId(String value) {
  /**
   * Looser than what Auth0 gives out today, but without the characters that mean something in a
   * path.
   */
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /**
   * @throws IllegalArgumentException if the value has not the shape of an id; where it comes from
   *     outside, use {@link #parse}
   */
  public GrantId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("not the id of a grant");
    }
  }

  /** Reads an id that comes from outside; empty if it has not the shape of one. */
  public static Optional<GrantId> parse(String value) {
    return SHAPE.matcher(value).matches() ? Optional.of(new GrantId(value)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
