package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.api.UndeclaredGrant;
import io.clientgrant.controller.status.Remark;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a review.
 *
 * @param remarks what the conditions of the Auth0Tenant say about it
 * @param known what its status records
 * @param undeclared how many grants nobody declares; not a number if that is not known or asked
 * @param goOn when to go on with what the rate limit has stopped; null if nothing was stopped
 */
public record Review(
    List<Remark> remarks, List<UndeclaredGrant> known, double undeclared, @Nullable Instant goOn) {
  static final Review NONE = new Review(List.of(), List.of(), Double.NaN, null);

  /** Copies, so that it never changes. */
  public Review {
    remarks = List.copyOf(remarks);
    known = List.copyOf(known);
  }
}
