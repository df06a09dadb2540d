package io.clientgrant.controller.tenant.usage;

import io.clientgrant.api.UsageStatus;
import io.clientgrant.controller.status.Remark;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading a tenant's log, or of the time until the next call.
 *
 * @param remarks what the conditions of the Auth0Tenant say about it
 * @param status what its status records; null for nothing
 * @param next when to read again; null if nobody asks for that
 */
public record UsageReport(
    List<Remark> remarks, @Nullable UsageStatus status, @Nullable Instant next) {
  static final UsageReport NONE = new UsageReport(List.of(), null, null);

  /** Copies, so that it never changes. */
  public UsageReport {
    remarks = List.copyOf(remarks);
  }
}
