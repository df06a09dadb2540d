package io.clientgrant.controller.tenant.usage;

import io.clientgrant.api.UsageStatus;
import io.clientgrant.controller.status.Remark;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a look into a tenant's log.
 *
 * @param remarks what the conditions of the Auth0Tenant say about it
 * @param usage what its status records; null for nothing
 * @param next when to look again; null if nobody asks for that
 */
public record Look(List<Remark> remarks, @Nullable UsageStatus usage, @Nullable Instant next) {
  static final Look NONE = new Look(List.of(), null, null);

  /** Copies, so that it never changes. */
  public Look {
    remarks = List.copyOf(remarks);
  }
}
