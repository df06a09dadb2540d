package io.clientgrant.controller.tenant;

import io.clientgrant.api.GrantResource;
import java.time.Duration;

/** Is told what came of resources; by default it takes no notice. */
public interface ResourceProgress {
  /**
   * A resource is Ready.
   *
   * @param waited for how long a user has waited for that
   */
  default void ready(GrantResource resource, Duration waited) {}

  /** A grant was put back that somebody else had changed at the tenant. */
  default void corrected(GrantResource resource) {}
}
